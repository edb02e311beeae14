"""How truths are computed for a request: by interpretation, and by inference on durable_rules."""
