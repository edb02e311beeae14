"""Alembic's entry: runs the versions over the connection that the journal hands it."""

from alembic import context


def run() -> None:
    """Bring the tables of the connection up to date."""
    context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # it is there while Alembic runs this file, and not where the file is only imported
    run()
