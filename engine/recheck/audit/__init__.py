"""Many comparisons: agreement of the rules with past determinations."""
