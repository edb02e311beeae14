"""The journal: every recommendation that was given, appended, chained, and never changed."""
