"""Facts and treatments: what nothing reads, what lacks a unit or bounds, what two names share."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, scalars, text_at
from recheck.author.lints.conditions import conditions
from recheck.author.lints.kind import Found, lint
from recheck.load.common_requests import COMMON
from recheck.model.condition import Comparison, Limit, leaves
from recheck.model.node import Scalar
from recheck.model.problem import Place, Severity, Source
from recheck.model.rule import Choose
from recheck.model.vocabulary import FactType

OF_THE_ENGINE = ("treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on")
"""Facts that the engine itself states of every request."""


@lint("fact-unread", needs_all=True)
def fact_unread(base: RuleBase) -> Iterator[Found]:
    """Every fact is read by a rule, a definition, a scope or a gate.

    A fact that nothing reads is asked of nobody and decides nothing; people who document it are misled.
    Mostly a rule was meant to read it, or reads another of a like name.

    Bad:
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker smoke?"}  # <- here
    Good:
        # file: facts/own.yaml
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker smoke?"}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {own_fact: true}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    for path, name, _ in base.facts:
        given = name in OF_THE_ENGINE or name.endswith(("_requested", "_authorized"))
        if name not in base.facts_used and not given:
            yield Found(f"nothing reads '{name}'", base.key_at(path, name), "use it in a rule, or remove it")


@lint("unit-missing")
def unit_missing(base: RuleBase) -> Iterator[Found]:
    """A number says what it counts.

    'At least 6' of what? The unit is printed with the number, and facts of different units are kept from
    being compared. A score or a ratio has the unit `points` or `ratio`.

    Bad:
        own_number: {type: integer, at_least: 0, belongs_to: claim, question: "How many?"}  # <- here
    Good:
        own_number: {type: integer, unit: weeks, at_least: 0, belongs_to: claim, question: "How many weeks?"}
    """
    for path, name, entry in base.facts:
        if _is_number(entry.get("type")) and "unit" not in entry:
            yield Found(f"the number '{name}' has no unit", base.key_at(path, name), "add 'unit: …'")


@lint("bounds-missing", needs_all=True)
def bounds_missing(base: RuleBase) -> Iterator[Found]:
    """A number that is documented has a lowest value.

    Without one, -3 visits are accepted from a case file, and a sum with an unknown part has no lower
    bound: '8 visits and an unknown number' would not be known to be over 6. Derived numbers get theirs
    from what they are derived from.

    Bad:
        own_number: {type: integer, unit: weeks, belongs_to: claim, question: "How many weeks?"}  # <- here
    Good:
        own_number: {type: integer, unit: weeks, at_least: 0, belongs_to: claim, question: "How many weeks?"}
    """
    for path, name, entry in base.facts:
        if _is_number(entry.get("type")) and "at_least" not in entry and name not in base.facts_derived:
            yield Found(f"the number '{name}' has no lowest value", base.key_at(path, name), "add 'at_least: 0'")


def _is_number(kind: object) -> bool:
    return isinstance(kind, Scalar) and kind.text in ("integer", "number")


@lint("choice-of-one")
def choice_of_one(base: RuleBase) -> Iterator[Found]:
    """A choice has at least two values.

    With one value there is nothing to choose: a yes-or-no fact says the same, and can be documented as absent.

    Bad:
        own_choice: {type: choice, values: [ultrasound], belongs_to: request, question: "Which guidance?"}  # <- here
    Good:
        own_choice: {type: choice, values: [ultrasound, none], belongs_to: request, question: "Which guidance?"}
    """
    for path, name, entry in base.facts:
        kind = text_at(entry, "type")
        if kind and kind.text == "choice" and name != "treatment" and len(list(scalars(entry.get("values")))) == 1:
            yield Found(f"the choice '{name}' has one value", base.at(path, name, "values"), "make it a boolean")


@lint("choice-unread", needs_all=True)
def choice_unread(base: RuleBase) -> Iterator[Found]:
    """Of a choice that rules compare with, at least one value is named by some rule, or none of them matters.

    A choice that is only ever compared with other facts, never with a value of its own, tells that a value was
    renamed in the facts or in the rules.

    Bad:
        # file: facts/own.yaml
        own_choice: {type: choice, values: [rest, exercise], belongs_to: request, question: "Which?"}  # <- here
        other_choice: {type: choice, values: [rest, exercise], belongs_to: request, question: "Which other?"}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {own_choice: {equals: {fact: other_choice}}}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    Good:
        # file: facts/own.yaml
        own_choice: {type: choice, values: [rest, exercise], belongs_to: request, question: "Which?"}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {own_choice: exercise}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    named: set[str] = set()
    for _, _, condition in conditions(base):
        for leaf in leaves(condition):
            if isinstance(leaf, Comparison) and isinstance(leaf.operand, str | tuple):
                named.add(leaf.fact)
    named |= {name for rule in base.rules.rules.values() for name in rule.modify_to}
    for path, name, _ in base.facts:
        fact = base.rules.vocabulary.facts.get(name)
        is_choice = fact is not None and fact.type is FactType.CHOICE and name not in OF_THE_ENGINE
        if is_choice and name in base.facts_used and name not in named:
            yield Found(f"no rule names a value of '{name}'", base.key_at(path, name), "compare it with a value")


@lint("branch-repeats", needs_all=True)
def branch_repeats(base: RuleBase) -> Iterator[Found]:
    """The last branch of a `choose` gives another value than `otherwise`.

    A last branch with the same value decides nothing, but an unknown in it makes the whole fact unknown.

    Bad:
        # file: definitions/own-2026/own_weeks.yaml
        definition: own-2026/own_weeks
        choose:
          - {is: 4, when: {phase: acute}}
          - {is: 8, when: {phase: chronic}}
        otherwise: 8  # <- here
        cite: {section: Weeks}
        basis: page
        reading: quoted
        # file: facts/own.yaml
        own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
    Good:
        # file: definitions/own-2026/own_weeks.yaml
        definition: own-2026/own_weeks
        choose:
          - {is: 4, when: {phase: acute}}
        otherwise: 8
        cite: {section: Weeks}
        basis: page
        reading: quoted
        # file: facts/own.yaml
        own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
    """
    for definition in base.rules.definitions:
        formula = definition.formula
        if isinstance(formula, Choose) and formula.branches[-1].value == formula.otherwise:
            place = base.at(f"definitions/{definition.id}.yaml", "otherwise")
            yield Found(
                f"the last branch of '{definition.fact}' gives what 'otherwise' gives", place, "drop the branch"
            )


@lint("treatment-without-wordings")
def treatment_without_wordings(base: RuleBase) -> Iterator[Found]:
    """A treatment has the words that requests use for it.

    Titles of requests are read with them; without any, a request is only recognised by our own title.

    Bad:
        cupping:  # <- here
          title: Cupping
          category: rehabilitation
    Good:
        cupping:
          title: Cupping
          category: rehabilitation
          wordings: [cupping, cupping therapy]
    """
    for path, name, entry in base.treatments:
        drug = entry.get("drug")
        composed = entry.get("procedure") or entry.get("also")
        if not entry.get("wordings") and not composed and drug is None:
            yield Found(f"no words mean '{name}'", base.key_at(path, name), "add 'wordings: […]'")


@lint("wording-twice", needs_all=True)
def wording_twice(base: RuleBase) -> Iterator[Found]:
    """A wording means one treatment.

    Words that two treatments claim leave every request with them ambiguous; nothing would be recommended.

    Bad:
        cupping:
          title: Cupping
          category: rehabilitation
          wordings: [cupping therapy]
        dry_cupping:
          title: Dry cupping
          category: rehabilitation
          wordings: [dry cupping, Cupping therapy]  # <- here
    Good:
        cupping:
          title: Cupping
          category: rehabilitation
          wordings: [cupping therapy]
        dry_cupping:
          title: Dry cupping
          category: rehabilitation
          wordings: [dry cupping]
    """
    first: dict[str, str] = {}
    for _, name, entry in base.treatments:
        for scalar in scalars(entry.get("wordings")):
            known = first.setdefault(scalar.text.casefold().strip(), name)
            if known != name:
                message = f"'{scalar.text}' means '{known}' already"
                yield Found(message, scalar.place, "keep it with one of the two, or say more words")


@lint("treatment-unit-unknown", needs_all=True)
def treatment_unit_unknown(base: RuleBase) -> Iterator[Found]:
    """A treatment is counted in a unit that a fact `<unit>_requested` knows.

    A request's quantity becomes that fact. Without it the quantity reaches no limit, and is never modified.

    Bad:
        cupping:
          title: Cupping
          category: rehabilitation
          unit: rounds  # <- here
          wordings: [cupping]
    Good:
        cupping:
          title: Cupping
          category: rehabilitation
          unit: visits
          wordings: [cupping]
    """
    for path, name, entry in base.treatments:
        unit = text_at(entry, "unit")
        if unit and f"{unit.text}_requested" not in base.rules.vocabulary.facts:
            message = f"'{name}' is counted in {unit.text}, and there is no fact '{unit.text}_requested'"
            yield Found(message, base.at(path, name, "unit"), f"add '{unit.text}_requested' and '_authorized'")


@lint("limit-in-other-unit", needs_all=True)
def limit_in_other_unit(base: RuleBase) -> Iterator[Found]:
    """A rule's limits count in the unit of its treatments.

    A request for visits never states `units_requested`: such a limit stays unknown for ever.

    Bad:
        few_units:
          says: At most two units
          limit: {of: units_requested, at_most: 2}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        few_visits:
          says: At most two visits
          limit: {of: visits_requested, at_most: 2}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        known = (base.rules.vocabulary.treatments.get(name) for name in rule.treatments)
        units = {each.unit for each in known if each}
        for leaf in leaves(criterion.when):
            unit = leaf.of.removesuffix("_requested") if isinstance(leaf, Limit) else None
            if unit and units and None not in units and unit not in units:
                message = f"'{criterion.name}' counts {unit}, and requests count {', '.join(sorted(map(str, units)))}"
                yield Found(message, leaf.place, "limit what is requested")


@lint("unread-file", Severity.ERROR)
def unread_file(base: RuleBase) -> Iterator[Found]:
    """Every file stands where something reads it.

    A file at the top of the folder is read by nothing, however right it is: facts belong to `facts/`,
    rules to the folder of their guideline.

    Bad:
        # file: massage.yaml
        rule: own-2026/massage  # <- here
    Good:
        # file: facts/own.yaml
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker smoke?"}
    """
    for path, file in base.files.items():
        if "/" not in path and path not in ("guidelines.yaml", "treatments.yaml", COMMON):
            suggestion = "move it to facts/, definitions/, gates/ or a guideline's folder"
            yield Found("nothing reads this file", Place(Source(file.name)), suggestion)
