"""Reads rules, parameters and cases of returns, and what others have published."""
