"""The only readers: evaluation folder, register of facts, frameworks and rules.

All faults of an input are gathered and told at once, with file, line and what to do.
"""
