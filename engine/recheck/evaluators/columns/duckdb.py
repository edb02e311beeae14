"""The DuckDB driver: chunk by chunk, so that memory does not grow with the table. Needs the extra `audit`.

Comes in: compiled rules and a table. Goes out: one row a component. Records that contradict themselves,
or could, are few: they are told apart by the quick query and judged again by one that minds it.
"""
