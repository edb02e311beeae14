"""What stands under the open keys of the files under letters/, for their schemas."""

from recheck.author.schema_names import Schema, choices, mapping, one_or_more, ref, suggested
from recheck.letters import shapes as letters
from recheck.letters.facts.clinical import CONTEXTS, ClinicalShape
from recheck.letters.facts.mentions import MentionShape, MentionsShape
from recheck.letters.findings.words import FindingsShape, TopicShape
from recheck.letters.forms.known import FormShape
from recheck.load import vocabulary
from recheck.load.shape import Shape
from recheck.model.rule import RuleSet

LETTERS = {
    "letter": letters.LayoutShape,
    "letter_guidelines": letters.GuidelinesShape,
    "letter_titles": letters.TitlesShape,
    "letter_clinical": ClinicalShape,
    "letter_findings": FindingsShape,
    "letter_mentions": MentionsShape,
}
"""The kinds of the files under letters/."""


def of_letters(rule_set: RuleSet) -> dict[tuple[type[Shape], str], Schema]:
    """What stands under open keys of the files under letters/."""
    names = rule_set.vocabulary
    words, guideline, treatment = one_or_more(ref("text")), suggested(rule_set.guidelines), ref("treatment")
    region, category = choices(names.body_regions), choices(vocabulary.CATEGORIES)
    units = [each.removesuffix("_requested") for each in names.facts if each.endswith("_requested")]
    acquisition = names.facts.get("acquisition")
    by_region = mapping(words, propertyNames={"pattern": f"^({'|'.join(names.body_regions)})( |$)"})
    return {
        (letters.LayoutShape, "case_number"): {"type": "string", "format": "regex"},
        (letters.LayoutShape, "states"): mapping(words, propertyNames={"pattern": "^[A-Z]{2}$"}),
        (letters.GuidelinesShape, "documents"): mapping(ref("DocumentShape")),
        (letters.GuidelinesShape, "chapters"): mapping(words),
        (letters.DocumentShape, "years"): mapping(guideline, propertyNames={"pattern": "^(19|20)[0-9]{2}$"}),
        (letters.DocumentShape, "undated"): guideline,
        (letters.DocumentShape, "chapter_of"): guideline,
        (letters.TitlesShape, "of_category"): category,
        (letters.TitlesShape, "depends_on"): mapping(words, vocabulary.CATEGORIES),
        (letters.TitlesShape, "takes_the_region"): category,
        (letters.TitlesShape, "never_takes_the_region"): treatment,
        (letters.TitlesShape, "approaches"): treatment,
        (letters.TitlesShape, "never_one"): treatment,
        (letters.TitlesShape, "one_unless_said"): choices(units),
        (letters.TitlesShape, "acquisition"): mapping(words, acquisition.values if acquisition else ()),
        (FormShape, "fields"): mapping(words),
        (FormShape, "rows"): mapping(words),
        (FormShape, "complete"): mapping(ref("text")),
        (MentionShape, "facts"): one_or_more(choices(names.facts)),
        (TopicShape, "facts"): one_or_more(choices(names.facts)),
        (ClinicalShape, "regions"): by_region,
        (ClinicalShape, "nerves"): by_region,
        (ClinicalShape, "nerves_of"): mapping(region, propertyNames=region),
        (ClinicalShape, "sections"): mapping(words),
        (ClinicalShape, "headings"): mapping(words),
        (ClinicalShape, "context"): mapping(words, CONTEXTS),
        (ClinicalShape, "treatments"): mapping(words, names.treatments),
        (ClinicalShape, "taken"): mapping(words, names.facts),
        (ClinicalShape, "taken_or_not"): choices(names.facts),
        (ClinicalShape, "taken_ever"): choices(names.facts),
        (ClinicalShape, "drug_words"): mapping(words),
        (ClinicalShape, "shorthand"): mapping(words),
    }
