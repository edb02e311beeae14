"""The clinical case summary to facts, each with the words that it was read from."""
