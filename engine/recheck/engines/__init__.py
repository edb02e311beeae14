"""Ways to evaluate a program: the reference over values, generated Python, durable_rules."""
