"""Many requests at once: the rule base as expressions over columns, on DuckDB, Spark or PostgreSQL."""
