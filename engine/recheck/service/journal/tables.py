"""The journal's table, for queries; the migrations create it, with the triggers that keep it append-only."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("case", String, nullable=False),
    Column("request", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("rules_digest", String, nullable=False),
    Column("call", String, nullable=False),
    Column("call_place", Integer, nullable=False),
    Column("call_key", String),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("body", Text, nullable=False),
)
