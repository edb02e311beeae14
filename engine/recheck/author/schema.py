"""JSON Schemas (2020-12) of every kind of file, from the shapes by which the loader reads them.

Comes in: a rule set. Goes out: by kind of file, a schema with the rule set's names in it, so that a YAML
editor completes and flags while typing. Keys, and which of them must be there, come from the shapes
(load/shape.py); only what a shape leaves open (a condition, a name of the vocabulary) is said here, in
`_meanings`. What needs a second look at the file (paths, cycles, dates out of order) `recheck rules check`
alone can say.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from recheck.author import answers
from recheck.author.schema_letters import LETTERS, of_letters
from recheck.author.schema_names import (
    Schema,
    choices,
    definitions,
    facts_of,
    list_of,
    mapping,
    one_or_more,
    ref,
    sort_of,
    suggested,
)
from recheck.letters.facts.patterns import ReadShape
from recheck.letters.forms.known import FormShape
from recheck.load import (
    case_shapes,
    common_requests,
    grounds,
    guidelines,
    profiles,
    rule_tests,
    rules,
    second_readings,
    title_words,
    vocabulary,
)
from recheck.load import definitions as defined
from recheck.load.not_documented import NotDocumentedShape
from recheck.load.shape import Key, Nested, OneOf, Several, Shape, day, flag, number, raw, text, texts, whole
from recheck.model.case import OUTCOMES_OF
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import SIDES, BelongsTo, Vocabulary, is_stated

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SUFFIX = ".schema.json"
HERE = "#/$defs/"
KINDS = (
    "rule",
    "test",
    "facts",
    "treatments",
    "titles",
    "drugs",
    "guidelines",
    "common_requests",
    "second_readings",
    "profile",
    "definition",
    "gates",
    "case",
    "answers",
    *LETTERS,
    "letter_patterns",
    "letter_forms",
)
Meanings = Mapping[tuple[type[Shape], str], Schema]
_NO_RULES = RuleSet(Vocabulary({}, {}), {}, (), {})


def schemas(rule_set: RuleSet) -> dict[str, Schema]:
    """The schema of every kind of file, each complete in itself."""
    shaped = _Shapes(_meanings(rule_set))
    for shape in _all_shapes():
        shaped.ref(shape)
    refine = _refinements()
    by_name = {
        "facts": vocabulary.FactShape,
        "treatments": vocabulary.TreatmentShape,
        "titles": title_words.ConceptShape,
        "guidelines": guidelines.GuidelineShape,
        "gates": rules.GateShape,
        "letter_forms": FormShape,
    }
    whole_file = {
        "rule": rules.RuleShape,
        "profile": profiles.ProfileShape,
        "common_requests": common_requests.CommonShape,
        "second_readings": second_readings.SecondReadingShape,
        "definition": defined.DefinitionShape,
        "case": case_shapes.CaseShape,
        "answers": answers.RuleAnswers,
        **LETTERS,
    }
    roots = {kind: mapping(shaped.ref(shape), title=f"{kind} by name") for kind, shape in by_name.items()}
    roots |= {kind: {**shaped.ref(shape), "title": kind} for kind, shape in whole_file.items()}
    patterns = list_of(shaped.ref(ReadShape), 1)
    roots["letter_patterns"] = {**mapping(patterns, rule_set.vocabulary.facts), "title": "patterns by fact"}
    roots["drugs"] = mapping(one_or_more(ref("text")), title="names of ingredients")
    roots["test"] = {**list_of(shaped.ref(rule_tests.TestShape)), "title": "tests of one rule"}
    known = definitions(rule_set.vocabulary) | _records(rule_set, shaped) | _approval(rule_set)
    known |= {name: {**schema, **refine.get(name, {})} for name, schema in shaped.found.items()}
    return {kind: _complete(roots[kind], known) for kind in KINDS}


def schema_files(rule_set: RuleSet) -> dict[str, str]:
    """The same schemas as files: what several of them hold stands once, in names.schema.json."""
    whole = schemas(rule_set)
    held = Counter(name for schema in whole.values() for name in schema["$defs"])
    shared = {name: schema["$defs"][name] for schema in whole.values() for name in schema["$defs"] if held[name] > 1}
    apart = {kind: _pointing_outside(schema, shared) for kind, schema in whole.items()}
    apart["names"] = {"$schema": DIALECT, "title": "names of the vocabulary", "$defs": dict(sorted(shared.items()))}
    return {f"{name}{SUFFIX}": as_text(schema) for name, schema in apart.items()}


def as_text(schema: Schema) -> str:
    """A schema as a file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def unexplained() -> set[str]:
    """Keys that a shape leaves open and that nothing here explains: none, which a test holds."""
    explained = {(shape.__name__, word) for shape, word in _meanings(_NO_RULES)}
    return {
        f"{shape.__name__}.{word}"
        for shape in _all_shapes()
        for word, (_, key) in shape.keys.items()
        if key.read is raw and not any((each.__name__, word) in explained for each in shape.__mro__)
    }


class _Shapes:
    """Schemas of shapes, each made once, under the shape's name."""

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings
        self.found: dict[str, Schema] = {}

    def ref(self, shape: type[Shape]) -> Schema:
        if shape.__name__ not in self.found:
            self.found[shape.__name__] = {}  # a shape may hold itself
            self.found[shape.__name__] = self.schema(shape)
        return ref(shape.__name__)

    def schema(self, shape: type[Shape], **instead: Schema) -> Schema:
        """A shape's keys; `instead` says what stands under some of them."""
        keys = {word: instead.get(word) or self.key(shape, word, key) for word, (_, key) in shape.keys.items()}
        needed = [word for word, (_, key) in shape.keys.items() if key.required]
        found: Schema = {"type": "object", "description": _first_line(shape), "properties": keys}
        return found | {"additionalProperties": False} | ({"required": needed} if needed else {})

    def key(self, shape: type[Shape], word: str, key: Key) -> Schema:
        meaning = next((self.meanings[each, word] for each in shape.__mro__ if (each, word) in self.meanings), None)
        if key.read is texts:
            return one_or_more(meaning or ref("text"))
        return meaning or self.read(key.read)

    def read(self, reader: Any) -> Schema:
        match reader:
            case OneOf():
                return {**choices(reader.words), "description": _first_line(reader.kind)}
            case Nested():
                return self.ref(reader.shape)
            case Several():
                return list_of(self.ref(reader.shape))
        plain: dict[Any, Schema] = {
            text: ref("text"),
            flag: {"type": "boolean"},
            whole: {"type": "integer"},
            number: {"type": "number"},
            day: ref("day"),
        }
        return plain.get(reader, {})


def _meanings(rule_set: RuleSet) -> Meanings:
    """What stands under keys that their shapes leave open, or for which any word will not do."""
    condition, treatment, scalar = ref("condition"), ref("treatment"), {"type": ["boolean", "number", "string"]}
    guideline = choices(rule_set.guidelines, (each.title for each in rule_set.guidelines.values()))
    jurisdictions = choices(sorted({each.jurisdiction for each in rule_set.guidelines.values()}))
    totals, amount = list_of({"anyOf": [{"type": "number"}, ref("number_fact")]}, 1), ref("amount")
    lines = {**list_of({"type": "integer", "minimum": 0}, 2), "maxItems": 2}
    documented_day = ref("documented_day")
    regions = choices((*rule_set.vocabulary.body_regions, *title_words.LIMBS))
    return {
        (rules.LimitShape, "of"): ref("quantity"),
        (rules.LimitShape, "already"): ref("number_fact"),
        (rules.LimitShape, "at_most"): ref("cap"),
        (rules.UnlessShape, "when"): condition,
        (rules.OtherLimitShape, "at_most"): ref("cap"),
        (rules.OtherReadingShape, "when"): condition,
        (rules.CriterionShape, "when"): condition,
        (rules.CriterionShape, "if_silent"): {"enum": ["met"], "description": "Silence speaks for the patient."},
        (rules.CriterionShape, "heard_in"): condition,
        (rules.StatedShape, "when"): condition,
        (rules.StatedShape, "heard_in"): condition,
        (rules.ReviewShape, "status"): suggested(["draft", "reviewed"]),
        (rules.ReviewShape, "date"): ref("day"),
        (rules.RuleShape, "treatments"): treatment,
        (rules.RuleShape, "applies_when"): condition,
        (rules.RuleShape, "scope_if_silent"): {"enum": ["outside"], "description": "For a special occasion."},
        (rules.RuleShape, "criteria"): mapping(ref("CriterionShape")),
        (rules.RuleShape, "states"): mapping(ref("StatedShape")),
        (rules.RuleShape, "caps"): mapping(ref("CriterionShape")),
        (rules.RuleShape, "approve_when"): {"anyOf": [{"const": "never"}, ref("approval")]},
        (rules.RuleShape, "modify_to"): ref("request_values"),
        (rules.GateShape, "when"): condition,
        (grounds.CiteShape, "guideline"): guideline,
        (rule_tests.TestShape, "facts"): ref("values"),
        (rule_tests.TestShape, "undocumented"): {"enum": ["ask", "not_established"]},
        (rule_tests.ExpectShape, "decision"): choices(map(str, Decision)),
        (rule_tests.ExpectShape, "deciding"): list_of(one_or_more(ref("criterion_name"))),
        (rule_tests.ExpectShape, "missing"): one_or_more(ref("fact")),
        (vocabulary.FactShape, "wordings"): mapping(one_or_more(ref("text"))),
        (vocabulary.TreatmentShape, "category"): choices(vocabulary.CATEGORIES),
        (vocabulary.TreatmentShape, "parts"): treatment,
        (vocabulary.TreatmentShape, "regions"): regions,
        (vocabulary.DrugShape, "routes"): choices(title_words.ROUTES),
        (title_words.CompositionShape, "regions"): regions,
        (title_words.ConceptShape, "route"): choices(title_words.ROUTES),
        (guidelines.GuidelineShape, "scope"): condition,
        (guidelines.SupersedesShape, "guideline"): guideline,
        (guidelines.SupersedesShape, "for"): treatment,
        (common_requests.CommonRequestShape, "treatment"): treatment,
        (common_requests.CommonRequestShape, "region"): ref("body_region"),
        (common_requests.CommonRequestShape, "would_speak"): list_of(guideline),
        (profiles.StepShape, "guideline"): guideline,
        (profiles.StepShape, "jurisdiction"): jurisdictions,
        (defined.DefinitionShape, "sum"): totals,
        (defined.DefinitionShape, "difference"): totals,
        (defined.DefinitionShape, "product"): totals,
        (defined.DefinitionShape, "days"): ref("span"),
        (defined.DefinitionShape, "weeks"): ref("span"),
        (defined.DefinitionShape, "months"): ref("span"),
        (defined.DefinitionShape, "percent_drop"): ref("drop"),
        (defined.DefinitionShape, "choose"): list_of(ref("BranchShape"), 1),
        (defined.DefinitionShape, "otherwise"): scalar,
        (defined.DefinitionShape, "when"): condition,
        (defined.SpanShape, "from"): ref("fact"),
        (defined.SpanShape, "to"): ref("fact"),
        (defined.BranchShape, "is"): scalar,
        (defined.BranchShape, "when"): condition,
        (case_shapes.EvidenceShape, "lines"): lines,
        (case_shapes.EvidenceShape, "characters"): lines,
        (case_shapes.ReadingShape, "value"): {"anyOf": [scalar, list_of(scalar)]},
        (case_shapes.FindingShape, "value"): {"anyOf": [scalar, list_of(scalar)]},
        (case_shapes.FindingShape, "lines"): lines,
        (case_shapes.AlsoShape, "value"): {"anyOf": [scalar, list_of(scalar)]},
        (case_shapes.BesideShape, "lines"): lines,
        (NotDocumentedShape, "value"): {"anyOf": [scalar, list_of(scalar)]},
        (case_shapes.QuantityShape, "unit"): ref("unit"),
        (case_shapes.QuantityShape, "requested"): amount,
        (case_shapes.QuantityShape, "disputed"): amount,
        (case_shapes.ExpectedShape, "rule"): suggested(rule_set.rules),
        (case_shapes.CitedShape, "guideline"): suggested(rule_set.guidelines),
        (case_shapes.RequestShape, "treatment"): treatment,
        (case_shapes.RequestShape, "body_region"): ref("body_region"),
        (case_shapes.RequestShape, "side"): choices((*SIDES, "bilateral")),
        (case_shapes.RequestShape, "requested_on"): documented_day,
        (case_shapes.RequestShape, "service_on"): documented_day,
        (case_shapes.RequestShape, "reviewed_on"): documented_day,
        (case_shapes.RequestShape, "facts"): ref("request_facts"),
        (case_shapes.RequestShape, "parts"): mapping(ref("RequestShape"), minProperties=2),
        (answers.RuleAnswers, "treatment"): suggested(rule_set.vocabulary.treatments),
        (answers.RuleAnswers, "guideline"): guideline,
        (answers.CriterionAnswer, "fact"): ref("fact"),
        (answers.CriterionAnswer, "value"): {"anyOf": [scalar, ref("fact_named"), list_of(scalar)]},
        (answers.CriterionAnswer, "already"): {"anyOf": [ref("number_fact"), {"const": answers.NONE}]},
        (answers.CriterionAnswer, "when"): condition,
        (answers.CriterionAnswer, "if_silent"): {"enum": ["met"]},
        **of_letters(rule_set),
        (case_shapes.CaseShape, "claim"): ref("claim_facts"),
        (case_shapes.CaseShape, "regions"): ref("region_facts"),
        (case_shapes.CaseShape, "treatments"): ref("treatment_facts"),
        (case_shapes.CaseShape, "requests"): mapping(ref("RequestShape"), minProperties=1),
    }


def _refinements() -> dict[str, Schema]:
    """What the loader asks of a shape's keys together."""
    never, inconclusive = _has("approve_when", {"const": "never"}), _has("position", {"const": "inconclusive"})
    outcomes = [
        {
            "if": {"properties": {"by": {"const": str(by)}}},
            "then": {"properties": {"outcome": choices(map(str, words))}},
        }
        for by, words in OUTCOMES_OF.items()
    ]
    return {
        "RuleShape": {
            "allOf": [
                {"if": {"anyOf": [never, inconclusive]}, "then": {"required": ["cite", "basis", "reading"]}},
                {"if": {"anyOf": [inconclusive, {"required": ["caps"]}]}, "else": {"required": ["approve_when"]}},
                *({"not": {"required": ["caps", word]}} for word in ("criteria", "states", "approve_when")),
            ]
        },
        "RuleAnswers": {"oneOf": _one_key("criteria", "never")},
        "CriterionAnswer": {"oneOf": _one_key("fact", "when"), "dependentRequired": {"fact": ["value"]}},
        "CriterionShape": {"oneOf": _one_key("when", "limit"), "dependentRequired": {"unless": ["limit"]}},
        "DefinitionShape": {
            "oneOf": _one_key(*defined.FORMULAS),
            "dependentRequired": {"choose": ["otherwise"]},
        },
        "StepShape": {"minProperties": 1, "maxProperties": 1},
        "EvidenceShape": {"minProperties": 1, "maxProperties": 1},
        "QuantityShape": {"anyOf": _one_key("requested", "disputed")},
        "RequestShape": {"oneOf": _one_key("treatment", "parts")},
        "DeterminationShape": {"allOf": outcomes},
    }


def _has(word: str, value: Schema) -> Schema:
    """A key with a value."""
    return {"properties": {word: value}, "required": [word]}


def _one_key(*words: str) -> list[Schema]:
    return [{"required": [word]} for word in words]


def _approval(rule_set: RuleSet) -> dict[str, Schema]:
    """Criteria combined; their names are any rule's, for a schema cannot look into the file."""
    names = {criterion.name for rule in rule_set.rules.values() for criterion in rule.criteria}
    parts = list_of(ref("approval"), 1)
    counted = {"at_least": {"type": "integer", "minimum": 1}, "of": parts}
    count = {"type": "object", "properties": counted, "required": ["at_least", "of"], "additionalProperties": False}
    combined: Schema = {"type": "object", "properties": {"all": parts, "any": parts, "count": count}}
    combined |= {"additionalProperties": False, "minProperties": 1, "maxProperties": 1}
    return {
        "criterion_name": suggested(sorted(names)),
        "approval": {"anyOf": [ref("criterion_name"), combined]},
    }


def _records(rule_set: RuleSet, shaped: _Shapes) -> dict[str, Schema]:
    """Facts where a test or a case documents them."""
    names = rule_set.vocabulary
    at = {
        level: [name for name, fact in names.facts.items() if fact.belongs_to is level and not is_stated(name)]
        for level in BelongsTo
    }
    of_request = [name for name, fact in names.facts.items() if fact.belongs_to is BelongsTo.REQUEST]
    sorts = {sort_of(fact) for fact in names.facts.values()}
    documented = {f"documented:{sort}": _documented(ref(f"value:{sort}"), shaped) for sort in sorts}
    region = facts_of(names, at[BelongsTo.TREATMENT_REGION], "documented")
    treated = facts_of(names, at[BelongsTo.TREATMENT], "documented")
    treated["properties"] |= dict.fromkeys(names.region_keys, ref("treated_region"))
    span = defined.SpanShape
    dates, numbers = ref("date_fact"), ref("number_fact")
    amounts: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, shaped.ref(case_shapes.RangeShape)]}
    fact_named = _has("fact", ref("fact")) | {"type": "object", "additionalProperties": False}
    cap_fact = _has("fact", numbers) | {"type": "object", "additionalProperties": False}
    return documented | {
        "values": facts_of(names, names.facts),
        "request_values": facts_of(names, of_request),
        "documented_day": _documented(ref("day"), shaped),
        "claim_facts": facts_of(names, at[BelongsTo.CLAIM], "documented"),
        "request_facts": facts_of(names, at[BelongsTo.REQUEST], "documented"),
        "region_facts": mapping(ref("one_region"), names.region_keys),
        "one_region": facts_of(names, at[BelongsTo.REGION], "documented"),
        "treated_region": region,
        "treatment_facts": mapping(ref("one_treatment"), names.treatments),
        "one_treatment": treated,
        "amount": amounts,
        "fact_named": fact_named,
        "cap": {"anyOf": [{"type": "number"}, cap_fact]},
        "span": shaped.schema(span, **{"from": dates, "to": dates}),
        "drop": shaped.schema(span, **{"from": numbers, "to": numbers}),
    }


def _documented(value: Schema, shaped: _Shapes) -> Schema:
    """A value alone, with its evidence, or several with theirs."""
    one = shaped.schema(case_shapes.ReadingShape, value=value)
    return {"anyOf": [value, one, shaped.schema(case_shapes.ReadingsShape, values=list_of(one))]}


def _complete(root: Schema, known: Mapping[str, Schema]) -> Schema:
    """A schema with those of the definitions that it reaches, and no others."""
    reached: dict[str, Schema] = {}
    waiting = list(_refs(root))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = known[name]
            waiting += _refs(known[name])
    return {"$schema": DIALECT, **root, "$defs": dict(sorted(reached.items()))}


def _pointing_outside(schema: Any, shared: Mapping[str, Schema]) -> Any:
    """A schema without the shared definitions, referring to the file that holds them."""
    if isinstance(schema, list):
        return [_pointing_outside(each, shared) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {word: each for word, each in schema.items() if word != "$defs"}
    own = {name: each for name, each in schema.get("$defs", {}).items() if name not in shared}
    found = {word: _pointing_outside(each, shared) for word, each in (kept | ({"$defs": own} if own else {})).items()}
    name = str(schema.get("$ref", "")).removeprefix(HERE)
    return found | {"$ref": f"names{SUFFIX}{HERE}{name}"} if name in shared else found


def _refs(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(HERE)
        for each in schema.values():
            yield from _refs(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _refs(each)


def _first_line(documented: type) -> str:
    return (documented.__doc__ or "").strip().splitlines()[0]


def _all_shapes(base: type[Shape] = Shape) -> Iterator[type[Shape]]:
    """The shapes of what authors write, whatever else was imported."""
    for shape in base.__subclasses__():
        if shape.__module__.startswith(("recheck.load.", "recheck.author.", "recheck.letters.")):
            yield shape
        yield from _all_shapes(shape)
