"""What is done with a condition tree: read it from YAML, check it, interpret it, explain it."""
