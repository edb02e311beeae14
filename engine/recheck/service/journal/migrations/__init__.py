"""How the journal's tables come about, version by version."""
