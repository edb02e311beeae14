"""The table of kept screenings."""

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("begun", String(40), nullable=False),
    Column("changed", String(40), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("notes", Text, nullable=False),
)
