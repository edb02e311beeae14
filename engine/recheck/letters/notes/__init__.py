"""Chart notes: what they document, what follows from it, and what they ask for."""
