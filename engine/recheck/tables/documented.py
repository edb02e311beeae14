"""What the tables document of a few requests, as text, for a report that shows them side by side.

Comes in: the checked view of requests. Goes out: a look-up by case and request; the view stays where it lies.
"""

from collections.abc import Mapping, Sequence

from recheck.audit.facts import facts_in
from recheck.audit.results import FactsOf, Key
from recheck.evaluators.columns.requests import fact_columns
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection
from recheck.tables.requests import REQUESTS


def facts_of_requests(connection: Connection, rules: RuleSet) -> FactsOf:
    """Where to look up the documented facts that the rules read."""
    facts = list(fact_columns(rules))

    def facts_of(keys: Sequence[Key]) -> Mapping[Key, Mapping[str, str]]:
        cases = sorted({case for case, _ in keys})
        query = f'SELECT * FROM {REQUESTS} WHERE "case" IN (SELECT unnest(?))'
        return facts_in(connection.sql(query, params=[cases]).to_arrow_table(), facts)(keys)

    return facts_of
