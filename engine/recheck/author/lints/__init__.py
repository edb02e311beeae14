"""Every kind of problem that an author can meet: what finds it, why it matters, a bad and a good example."""
