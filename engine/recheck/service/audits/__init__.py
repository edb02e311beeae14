"""Audits that the service runs beside screening: each in a process of its own."""
