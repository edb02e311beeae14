"""Files in, with line and column on every node. Nothing else in the core opens a file."""
