"""Case files to cases: every fact typed, at its right place, and with its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from recheck.conditions.typed import typed
from recheck.load.case_findings import findings_of
from recheck.load.case_shapes import (
    CaseShape,
    DeterminationShape,
    EvidenceShape,
    ExpectedShape,
    MentionedShape,
    QuantityShape,
    RangeShape,
    ReadingShape,
    ReadingsShape,
    RequestShape,
)
from recheck.load.cycles import way_back
from recheck.load.files import is_folder, is_there
from recheck.load.not_documented import not_documented
from recheck.load.shape import (
    shaped,
)
from recheck.load.yaml_text import parse, read_text
from recheck.model.case import (
    OUTCOMES_OF,
    Case,
    Cited,
    DependsOn,
    Determination,
    Documented,
    Evidence,
    Expected,
    FactReading,
    Mentioned,
    Quantity,
    Request,
    TreatmentRecord,
)
from recheck.model.guideline import Dates
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_name
from recheck.model.problem import Place, Problem, ProblemsFound, Severity, Source, did_you_mean, errors
from recheck.model.value import Value
from recheck.model.vocabulary import PLAIN_REGIONS, SIDES, BelongsTo, Fact, FactType, Vocabulary, is_stated
from recheck.titles import read_title

"""Facts that a request states by its own keys, not under `facts`."""


def is_case_file(path: Path) -> bool:
    """Whether a file in a folder is taken for a case, by its ending."""
    return path.suffix == ".yaml" and not path.name.startswith(".")


def case_paths(paths: Iterable[str | Path]) -> list[Path]:
    """The case files that are meant: files as given, folders with all that is in them.

    Raises:
        ProblemsFound: a path is not there, or a folder holds no case.
    """
    found: list[Path] = []
    problems = []
    for each in map(Path, paths):
        if is_folder(each):
            inside = sorted(file for file in each.rglob("*.yaml") if is_case_file(file))
            if not inside:
                problems.append(Problem("no-cases", "no case files (*.yaml) here", Place(Source(str(each)))))
            found += inside
        elif is_there(each):
            found.append(each)
        else:
            where = Place(Source(str(each)))
            beside = [file.name for file in each.parent.glob("*")] if is_folder(each.parent) else []
            near = did_you_mean(each.name, beside)
            problems.append(Problem("no-such-file", "there is no such file or folder", where, near))
    if problems:
        raise ProblemsFound(problems)
    return list(dict.fromkeys(found))


def load_cases(paths: Sequence[str | Path], vocabulary: Vocabulary) -> tuple[list[Case], list[Problem]]:
    """The cases of the files and folders that can be read, and the problems of those that cannot."""
    cases: dict[str, Case] = {}
    problems: list[Problem] = []
    for path in case_paths(paths):
        text, unreadable = read_text(path)
        problems += unreadable
        if unreadable:
            continue
        case, found = read_case(text, str(path), vocabulary)
        problems += found
        if case and case.id in cases:
            message = f"the case '{case.id}' was read before"
            first = cases[case.id].place
            problems.append(Problem("duplicate-case", message, case.place, f"the first is at {first}"))
        elif case:
            cases[case.id] = case
    return list(cases.values()), problems


def read_case(text: str, name: str, vocabulary: Vocabulary) -> tuple[Case | None, list[Problem]]:
    """One case from its text; None where it has errors, which are in the problems."""
    node, problems = parse(text, name)
    return case_of(node, vocabulary, problems), problems


def case_of(node: Node | None, vocabulary: Vocabulary, problems: list[Problem]) -> Case | None:
    """One case from its nodes; None where it has errors, which are added to the problems."""
    case = _CaseLoader(vocabulary, problems).load(node)
    return None if errors(problems) else case


class _CaseLoader:
    def __init__(self, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.vocabulary = vocabulary
        self.problems = problems

    def load(self, node: Node | None) -> Case | None:
        shape = shaped(CaseShape, node, self.problems)
        if shape is None:
            return None
        source = {}
        if shape.source:
            fields = ("letter", "sha256", "kind", "note")
            source = {key: getattr(shape.source, key) for key in fields if getattr(shape.source, key)}
        case = Case(
            shape.case,
            self._requests(shape.requests),
            self._facts(shape.claim, BelongsTo.CLAIM),
            self._regions(shape.regions, BelongsTo.REGION),
            self._treatments(shape.treatments),
            source,
            shape.draft,
            not_documented(shape.not_documented, self.vocabulary, self.problems),
            mentioned=tuple(self._mentioned(each) for each in shape.mentioned),
            place=shape.place("case"),
        )
        self._check_dependencies(case)
        self._check_regions(case)
        self._check_dates(case)
        return case

    # -- facts ------------------------------------------------------------------------------------

    def _facts(self, node: Node | None, level: BelongsTo) -> dict[str, Documented]:
        if node is None:
            return {}
        if not isinstance(node, YamlMapping):
            self._problem("wrong-type", "facts are a mapping by name", node.place)
            return {}
        found = {}
        for name, value in node.items():
            documented = self._fact(name, value, node.keys_at[name], level)
            if documented:
                found[name] = documented
        return found

    def _fact(self, name: str, node: Node, place: Place, level: BelongsTo) -> Documented | None:
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            self.problems.append(unknown_name("fact", name, self.vocabulary.facts, place))
            return None
        if fact.belongs_to is not level:
            message = f"'{name}' belongs to the {fact.belongs_to.replace('_', ' and ')}, not here"
            self._problem("wrong-place", message, place, _PLACES[fact.belongs_to])
            return None
        if is_stated(name):
            message = f"'{name}' is stated by the request itself"
            self._problem("wrong-place", message, place, "state it with the request's own keys and 'quantity'")
            return None
        return self._documented(fact, node, place)

    def _documented(self, fact: Fact, node: Node, place: Place) -> Documented | None:
        if isinstance(node, YamlMapping) and "values" in node:
            several = shaped(ReadingsShape, node, self.problems)
            if several is None:
                return None
            readings = [self._reading(fact, each) for each in several.values]
            kept = tuple(each for each in readings if each)
            return Documented(kept, place) if kept else None
        if isinstance(node, YamlMapping):
            shape = shaped(ReadingShape, node, self.problems)
            reading = shape and self._reading(fact, shape)
            return Documented((reading,), place) if reading else None
        value = typed(fact, node, self.problems)
        return None if value is None else Documented((FactReading(value),), place)

    def _reading(self, fact: Fact, shape: ReadingShape) -> FactReading | None:
        value = typed(fact, shape.value, self.problems)
        if value is None:
            return None
        evidence = self._evidence(shape.evidence)
        return FactReading(value, evidence, shape.dated, shape.stands_for, shape.confirmed, shape.inferred)

    def _mentioned(self, shape: MentionedShape) -> Mentioned:
        for name in shape.facts:
            if name not in self.vocabulary.facts:
                self.problems.append(unknown_name("fact", name, self.vocabulary.facts, shape.place("facts")))
        for region in shape.regions:
            if region not in self.vocabulary.body_regions:
                self._unknown_region(region, shape.place("regions"))
        if shape.treatment:
            self._is_treatment(shape.treatment, shape.place("treatment"))
        return Mentioned(shape.facts, shape.says, self._evidence(shape.evidence), shape.treatment, shape.regions)

    def _evidence(self, shape: EvidenceShape | None) -> Evidence | None:
        if shape is None:
            return None
        given = [(kind, getattr(shape, kind)) for kind in ("lines", "characters") if getattr(shape, kind)]
        if len(given) == 1:
            kind, node = given[0]
            numbers = [item.value for item in node if isinstance(item, Scalar)] if isinstance(node, YamlList) else []
            whole = [number for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
            if len(whole) == 2 and 0 <= whole[0] <= whole[1]:
                return Evidence(kind, whole[0], whole[1])
        self._problem(
            "wrong-type", "evidence is {lines: [first, last]} or {characters: [first, last]}", shape.node.place
        )
        return None

    def _regions(self, node: Node | None, level: BelongsTo) -> dict[str, dict[str, Documented]]:
        if node is None:
            return {}
        if not isinstance(node, YamlMapping):
            self._problem("wrong-type", "regions are a mapping by name", node.place)
            return {}
        found = {}
        for key, facts in node.items():
            if key not in self.vocabulary.region_keys:
                self._unknown_region(key, node.keys_at[key])
            else:
                found[key] = self._facts(facts, level)
        return found

    def _unknown_region(self, key: str, place: Place) -> None:
        plain = key.replace("_", " ").lower()
        meant = next((region for region, names in PLAIN_REGIONS.items() if plain in names), None)
        suggestion = (f"write {meant}" if meant else did_you_mean(key, self.vocabulary.region_keys)) or (
            f"regions: {', '.join(self.vocabulary.body_regions)}; with a side: knee_left"
        )
        self._problem("unknown-region", f"'{key}' is not a body region", place, suggestion)

    def _treatments(self, node: Node | None) -> dict[str, TreatmentRecord]:
        if node is None:
            return {}
        if not isinstance(node, YamlMapping):
            self._problem("wrong-type", "treatments are a mapping by name", node.place)
            return {}
        found = {}
        keys = set(self.vocabulary.region_keys)
        for name, record in node.items():
            if not self._is_treatment(name, node.keys_at[name]):
                continue
            if not isinstance(record, YamlMapping):
                self._problem("wrong-type", "a treatment's facts are a mapping", record.place)
                continue
            own, regional = YamlMapping(record.place), YamlMapping(record.place)
            for key, value in record.items():
                into = regional if key in keys or self._looks_regional(key, value) else own
                into[key], into.keys_at[key] = value, record.keys_at[key]
            found[self.vocabulary.current(name)] = TreatmentRecord(
                self._facts(own, BelongsTo.TREATMENT), self._regions(regional, BelongsTo.TREATMENT_REGION)
            )
        return found

    def _looks_regional(self, key: str, value: Node) -> bool:
        """A mapping under a name that is no fact can only be meant as a region."""
        reading = isinstance(value, YamlMapping) and bool({"value", "values"} & set(value))
        return isinstance(value, YamlMapping) and not reading and key not in self.vocabulary.facts

    def _is_treatment(self, name: str, place: Place) -> bool:
        if self.vocabulary.current(name) in self.vocabulary.treatments:
            return True
        found = read_title(name.replace("_", " "), self.vocabulary)
        meant = found.treatments
        if meant and not any(each.read_as for each in found.mentions):
            message = f"'{name}' is not in the vocabulary"
            suggestion = f"write {' or '.join(meant)}"
            self._problem("unknown-treatment", message, place, suggestion)
        else:
            self.problems.append(unknown_name("treatment", name, self.vocabulary.treatments, place))
        return False

    # -- requests ---------------------------------------------------------------------------------

    def _requests(self, node: Node) -> dict[str, Request]:
        if not isinstance(node, YamlMapping) or not node:
            self._problem("wrong-type", "requests are a mapping by name, with at least one", node.place)
            return {}
        found = {}
        for name, value in node.items():
            request = self._request(name, value, node.keys_at[name], None)
            if request:
                found[name] = request
        return found

    def _request(self, name: str, node: Node, place: Place, whole: Request | None) -> Request | None:
        shape = shaped(RequestShape, node, self.problems)
        if shape is None:
            return None
        if (shape.treatment is None) == (shape.parts is None):
            message = f"the request '{name}' has either a treatment or parts"
            self._problem("not-a-request", message, place, "name the treatment, or list the parts")
            return None
        if shape.treatment and not self._is_treatment(shape.treatment, shape.place("treatment")):
            return None
        regions = shape.body_region or (whole.body_regions if whole else ())
        for region in shape.body_region:
            if region not in self.vocabulary.body_regions:
                self._unknown_region(region, shape.place("body_region"))
        side = shape.side or (whole.side if whole else None)
        if shape.side and shape.side not in (*SIDES, "bilateral"):
            message = f"'{shape.side}' is not a side"
            self._problem("unknown-value", message, shape.place("side"), "one of: left, right, bilateral")
        dates, stands_for = self._dates(shape)
        if whole:
            stands_for = stands_for if dates.requested else whole.date_stands_for
            dates = Dates(
                dates.requested or whole.dates.requested,
                dates.service or whole.dates.service,
                dates.review or whole.dates.review,
            )
            if shape.determinations:
                message = "what was decided is said of the whole request, not of a part"
                self._problem("wrong-place", message, shape.place("determinations"), "put it beside 'parts'")
        request = Request(
            name,
            shape.title or (whole.title if whole else self._named(shape.treatment) or name),
            self.vocabulary.current(shape.treatment) if shape.treatment else None,
            regions,
            side,
            dates,
            stands_for,
            self._quantity(shape.quantity) or (whole.quantity if whole and not shape.quantity else None),
            (dict(whole.facts) if whole else {}) | self._facts(shape.facts, BelongsTo.REQUEST),
            (),
            DependsOn(shape.depends_on.request, shape.depends_on.decision) if shape.depends_on else None,
            tuple(self._determination(each) for each in shape.determinations),
            _expected(shape.expect),
            place,
        )
        if shape.parts is None:
            return request
        return self._with_parts(request, shape.parts)

    def _named(self, treatment: str | None) -> str | None:
        """A treatment's title, for a request without one."""
        known = self.vocabulary.treatments.get(self.vocabulary.current(treatment or ""))
        return known.title if known else None

    def _with_parts(self, whole: Request, node: Node) -> Request:
        if not isinstance(node, YamlMapping) or len(node) < 2:
            self._problem("wrong-type", "parts are a mapping by name, with at least two", node.place)
            return whole
        parts = [self._request(name, value, node.keys_at[name], whole) for name, value in node.items()]
        kept = tuple(part for part in parts if part)
        return replace(whole, treatment=None, parts=kept)

    def _dates(self, shape: RequestShape) -> tuple[Dates, str | None]:
        found: dict[str, object] = {}
        stands_for = None
        for key in ("requested_on", "service_on", "reviewed_on"):
            node = getattr(shape, key)
            fact = self.vocabulary.facts.get(key) or Fact(key, FactType.DATE, BelongsTo.REQUEST)
            documented = self._documented(fact, node, shape.place(key)) if node is not None else None
            if documented and len(documented.readings) > 1:
                self._problem("wrong-type", f"'{key}' is one date", shape.place(key))
            if documented:
                found[key] = documented.readings[0].value
                stands_for = stands_for or documented.readings[0].stands_for
        requested, service, review = (found.get(k) for k in ("requested_on", "service_on", "reviewed_on"))
        return Dates(requested, service, review), stands_for  # type: ignore[arg-type]  # typed() made them dates

    def _quantity(self, shape: QuantityShape | None) -> Quantity | None:
        if shape is None:
            return None
        name = f"{shape.unit}_requested"
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            units = [each.removesuffix("_requested") for each in self.vocabulary.facts if each.endswith("_requested")]
            suggestion = did_you_mean(shape.unit, units) or f"units: {', '.join(units)}"
            message = f"'{shape.unit}' is not a unit that can be requested"
            self._problem("unknown-unit", message, shape.place("unit"), suggestion)
            return None
        requested = self._amount(fact, shape.requested)
        disputed = self._amount(fact, shape.disputed)
        if requested is None and disputed is None:
            message = "a quantity says how much is requested or disputed"
            self._problem("missing-key", message, shape.node.place, "add 'disputed: …'")
            return None
        authorized = shape.authorized
        if disputed is None:
            assert requested is not None
            disputed = requested - (authorized or 0)
        elif authorized is None:
            authorized = max(0, requested - disputed) if requested is not None else 0
        if disputed < 1 or (authorized or 0) < 0:
            self._problem("out-of-bounds", "at least 1 is disputed, and no less than 0 authorized", shape.node.place)
            return None
        if requested is not None and requested not in (disputed, disputed + (authorized or 0)):
            message = f"{requested} requested is neither the {disputed} disputed nor that with {authorized} authorized"
            self._problem("quantity-mismatch", message, shape.node.place, "correct one of the three")
            return None
        return Quantity(shape.unit, disputed, authorized or 0, requested)

    def _amount(self, fact: Fact, node: Node | None) -> int | None:
        if node is None:
            return None
        if isinstance(node, YamlMapping):
            span = shaped(RangeShape, node, self.problems)
            if span is None:
                return None
            if span.low > span.high:
                self._problem("bounds-out-of-order", f"from {span.low} to {span.high}", node.place)
                return None
            return span.high
        value = typed(fact, node, self.problems)
        return value if isinstance(value, int) else None

    def _determination(self, shape: DeterminationShape) -> Determination:
        if shape.outcome not in OUTCOMES_OF[shape.by]:
            allowed = " or ".join(OUTCOMES_OF[shape.by])
            message = f"{shape.by} does not decide '{shape.outcome}'"
            self._problem("unknown-value", message, shape.place("outcome"), f"one of: {allowed}")
        cites = tuple(
            Cited(each.guideline, each.section, each.pages or ((each.page,) if each.page else ()))
            for each in shape.cites
        )
        return Determination(
            shape.by,
            shape.outcome,
            cites,
            shape.quantity,
            shape.dated,
            shape.credentials,
            shape.licensed_in,
            findings_of(shape.findings, self.vocabulary, self.problems),
        )

    # -- the case as a whole ----------------------------------------------------------------------

    def _check_dependencies(self, case: Case) -> None:
        """Every request that another depends on is there, and none depends on itself, through parts or others."""
        needs: dict[str, list[str]] = {}
        for request in case.requests.values():
            for each in (request, *request.parts):
                if each.depends_on is None:
                    continue
                other = each.depends_on.request
                needs.setdefault(request.id, []).append(other)
                if other not in case.requests:
                    message = f"'{each.id}' depends on '{other}', no request of this case"
                    self._problem("unknown-request", message, each.place, did_you_mean(other, case.requests))
        for request in case.requests.values():
            path = way_back(request.id, needs)
            if path:
                message = f"requests depend on each other: {' -> '.join(path)}"
                self._problem("cycle", message, request.place, "one of them must stand alone")

    def _check_regions(self, case: Case) -> None:
        """Facts of a knee are not read by a request for the right knee, nor those of both sides by one that names
        none: nobody would see it."""
        everything = list(_with_their_parts(case.requests))
        tables = [(case.regions, everything)]
        for name, record in case.treatments.items():
            tables.append((record.regions, [each for each in everything if each.treatment == name]))
        for regions, requests in tables:
            read = {key for request in requests for key in request.region_keys if key}
            for key, facts in regions.items():
                base = key.removesuffix("_left").removesuffix("_right")
                near = [f"{base}_{side}" for side in SIDES] if key == base else [base]
                missed = sorted(each for each in near if each in read)
                if facts and key not in read and missed and case.only_side(base) != key:
                    place = next(iter(facts.values())).place
                    message = f"facts of '{key}' are not read by a request for {' or '.join(missed)}"
                    self.problems.append(
                        Problem("side-missing", message, place, f"write {missed[0]}", Severity.WARNING)
                    )

    def _check_dates(self, case: Case) -> None:
        """The injury comes before the request, and the review after it."""
        injury = case.claim.get("date_of_injury")
        injured = [each.value for each in injury.readings if isinstance(each.value, date)] if injury else []
        for request in _with_their_parts(case.requests):
            dates = request.dates
            first = min((day for day in (dates.requested, dates.service) if day), default=None)
            if first and injured and min(injured) > first:
                message = f"'{request.id}' is dated {first}, before the injury on {min(injured)}"
                self._problem("dates-out-of-order", message, request.place, "correct one of the two dates")
            if dates.requested and dates.review and dates.review < dates.requested:
                message = f"'{request.id}' was reviewed on {dates.review}, before it was requested on {dates.requested}"
                self._problem("dates-out-of-order", message, request.place, "correct one of the two dates")

    def _problem(self, code: str, message: str, place: Place | None, suggestion: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, suggestion))


_PLACES = {
    BelongsTo.CLAIM: "put it under 'claim'",
    BelongsTo.REGION: "put it under 'regions', by body region",
    BelongsTo.TREATMENT: "put it under 'treatments', by treatment",
    BelongsTo.TREATMENT_REGION: "put it under 'treatments', by treatment and body region",
    BelongsTo.REQUEST: "put it under the request's 'facts'",
}


def _with_their_parts(requests: Mapping[str, Request]) -> Iterable[Request]:
    for request in requests.values():
        yield request
        yield from request.parts


def table_of(facts: Mapping[str, Value]) -> dict[str, Documented]:
    """Plain values as documented facts without evidence, for rule tests and the library's users."""
    return {name: Documented((FactReading(value),)) for name, value in facts.items()}


def _expected(shape: ExpectedShape | None) -> Expected | None:
    return Expected(shape.decision, shape.why, shape.quantity, shape.rule) if shape else None
