"""Tables of requests: read and checked in DuckDB, decided by the columns, and written whole or not at all."""
