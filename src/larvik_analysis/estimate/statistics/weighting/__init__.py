"""Estimates for a wider population from a sample with weights, strata and clusters."""
