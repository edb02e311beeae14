"""The service: HTTP API, journal, and what keeps both safe."""
