"""The table of entries, and triggers that refuse to change or remove any.

Whoever owns the database can drop a trigger; the chain and the head outside the database are for that. The
triggers are for accidents.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "the journal is append-only"


def upgrade() -> None:
    """Create what version 1 has."""
    op.create_table(
        "entries",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("rules_digest", sa.String(80), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("call_place", sa.Integer, nullable=False),
        sa.Column("call_key", sa.String(80)),
        sa.Column("previous", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(80), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("call_key", "call_place", name="one_answer_per_key"),
    )
    op.create_index("entries_by_case", "entries", ["case", "request"])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entries_no_{action.lower()} BEFORE {action} ON entries "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """There is no way back: a journal is not thrown away by a migration."""
    raise NotImplementedError(REFUSAL)
