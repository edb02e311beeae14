"""Values that do not fit their fact, and files that are not readable."""

PAGES = {
    "wrong-type": """
A value has its fact's type: true or false, a number, a date, a word.

A quoted "true" is a word and would equal nothing that a record documents.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: "true"}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "wrong-operator": """
A comparison fits the fact's type.

'At least' asks for an order, which words and yes-or-no facts have not.

Bad:
    early:
      says: The pain is acute
      when: {phase: {at_least: acute}}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    early:
      says: The pain is acute
      when: {phase: {equals: acute}}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "out-of-bounds": """
A number lies within its fact's bounds.

Beyond them no record can be, and the comparison would always or never hold.

Bad:
    some_weeks:
      says: At least 5000 weeks of care
      when: {weeks_of_care: {at_least: 5000}}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    some_weeks:
      says: At least five weeks of care
      when: {weeks_of_care: {at_least: 5}}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "bounds-out-of-order": """
A fact's lowest value is not above its highest.

Otherwise it has no value at all.

Bad:
    own_number: {type: integer, unit: weeks, at_least: 9, at_most: 1, belongs_to: claim, question: "Many?"}  # <- here
Good:
    own_number: {type: integer, unit: weeks, at_least: 1, at_most: 9, belongs_to: claim, question: "Many?"}
""",
    "unit-mismatch": """
Facts that are compared with each other have one unit.

Six weeks are not less than seven days.

Bad:
    long:
      says: The care lasted longer than the days stated
      when: {weeks_of_care: {more_than: {fact: days_of_care}}}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    long:
      says: The care lasted longer than the weeks stated
      when: {weeks_of_care: {more_than: {fact: weeks_planned}}}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "bare-list": """
A set says whether all or any of a list are meant.

`{ingredients: [a, b]}` could mean both, either, or nothing else.

Bad:
    compound:
      says: The compound contains a muscle relaxant
      when: {ingredients: [baclofen, cyclobenzaprine]}  # <- here
      cite: {section: Compounds}
      basis: page
      reading: quoted
Good:
    compound:
      says: The compound contains a muscle relaxant
      when: {ingredients: {includes_any: [baclofen, cyclobenzaprine]}}
      cite: {section: Compounds}
      basis: page
      reading: quoted
""",
    "dates-out-of-order": """
An edition ends after it begins.

In between it would never be in force, and its rules never looked at.

Bad:
    own-2027:
      title: Criteria of our own, 2027
      publisher: Us
      jurisdiction: national
      year: 2027
      rank: 2
      in_force: {from: {date: 2027-01-01, by: request}, to: {date: 2026-12-31, by: request}}  # <- here
      source: our committee
      basis: page
Good:
    own-2027:
      title: Criteria of our own, 2027
      publisher: Us
      jurisdiction: national
      year: 2027
      rank: 2
      in_force: {from: {date: 2027-01-01, by: request}, to: {date: 2027-12-31, by: request}}
      source: our committee
      basis: page
""",
    "no-value": """
A key has a value.

Null and nothing are refused: what is not documented or not meant is left out.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: null}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "yaml-syntax": """
A file is YAML.

Mostly a quotation mark, a bracket or a colon: text with ': ' in it stands in quotation marks.

Bad:
    active:
      says: The worker exercises: at home  # <- here
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: "The worker exercises: at home"
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "tag-not-allowed": """
Values carry no YAML tags.

A tag can make a reader build objects; rule files are data.

Bad:
    active:
      says: !!str The worker exercises  # <- here
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
}
