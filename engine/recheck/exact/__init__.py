"""Exactly what is still possible of a request, and the smallest sets of facts that would approve it."""
