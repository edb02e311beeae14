"""The pages of the kinds of problem that loading finds, by code."""

PAGES = {
    "unknown-fact": """
A fact that is named is in the vocabulary.

Names are the only thing that ties a rule to a record: a misspelt fact would stay undocumented for ever.

Bad:
    active:
      says: The worker exercises
      when: {exercise_programme: true}  # <- here
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
    "unknown-treatment": """
A treatment that is named is in the vocabulary.

A rule for a treatment that no request can name is never looked at.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_terapy]  # <- here
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "unknown-guideline": """
A guideline that is named is declared, with its dates and rank.

Without dates and rank nobody knows when a rule holds, or before which other.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cite: {guideline: own-2062, section: Massage therapy}  # <- here
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
    "unknown-value": """
A value is one of those that the fact or key can take.

A comparison with a value that nobody can document never holds.

Bad:
    early:
      says: The pain is acute
      when: {phase: accute}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    early:
      says: The pain is acute
      when: {phase: acute}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "unknown-key": """
Every key means something where it stands.

A misspelt key would be skipped in silence, and with it what the author meant.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cites: {section: Massage therapy}  # <- here
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
    "unknown-criterion": """
`approve_when` and tests name criteria of their own rule.

A misspelt criterion would never be met.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      active:
        says: The worker exercises
        when: {exercise_program: true}
        cite: {section: Massage}
        basis: page
        reading: quoted
    approve_when: {all: [activ]}  # <- here
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      active:
        says: The worker exercises
        when: {exercise_program: true}
        cite: {section: Massage}
        basis: page
        reading: quoted
    approve_when: {all: [active]}
""",
    "unknown-rule": """
A test file lies beside the rule that it tests, with its name.

Tests of a rule that is not there hold nothing; mostly the rule was renamed.

Bad:
    # file: own-2026/exampel.test.yaml
    - {name: never, date: 2026-03-01, facts: {}, expect: {decision: deny}}  # <- here
Good:
    # file: own-2026/example.yaml
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
    # file: own-2026/example.test.yaml
    - {name: never, date: 2026-03-01, facts: {}, expect: {decision: deny}}
""",
    "missing-key": """
Every key that is needed is there.

What a criterion says, where it is cited and how it is known are printed with every recommendation.

Bad:
    active:
      says: The worker exercises  # <- here
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "missing-citation": """
A rule without criteria cites by itself.

'Not recommended' needs a place where the guideline says so, as every criterion does.

Bad:
    rule: own-2026/example  # <- here
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "duplicate-key": """
A key stands once in a mapping.

YAML readers keep one of the two without a word; which one differs.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      when: {active_therapy: true}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {any: [{exercise_program: true}, {active_therapy: true}]}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "duplicate-fact": """
A fact is declared once, in one file.

Two declarations could differ in type or bounds.

Bad:
    age: {type: integer, unit: years, belongs_to: claim, question: "How old is the worker?"}  # <- here
Good:
    own_age: {type: integer, unit: years, at_least: 0, belongs_to: claim, question: "How old is the worker?"}
""",
    "duplicate-treatment": """
A treatment is declared once.

Two declarations could differ in unit or wordings.

Bad:
    massage_therapy:  # <- here
      title: Massage
      category: rehabilitation
Good:
    cupping:
      title: Cupping
      category: rehabilitation
      wordings: [cupping]
""",
    "duplicate-guideline": """
An edition is declared once.

Two declarations could differ in dates or rank.

Bad:
    own-2026:  # <- here
      title: Criteria of our own, again
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}}
      source: our committee
      basis: page
Good:
    own-2027:
      title: Criteria of our own, 2027
      publisher: Us
      jurisdiction: national
      year: 2027
      rank: 2
      in_force: {from: {date: 2027-01-01, by: request}}
      source: our committee
      basis: page
""",
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
    "wrong-path": """
A file says the path at which it lies.

The path is the rule's id; a copied file that still says its old id would be cited as the other.

Bad:
    # file: own-2026/example.yaml
    rule: own-2026/massage  # <- here
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    # file: own-2026/example.yaml
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "wrong-place": """
A fact stands where it belongs.

`modify_to` changes the request; it cannot make the worker younger.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    modify_to: {age: 30}  # <- here
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    modify_to: {acquisition: rental}
    cite: {section: Massage}
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
    own_number: {type: integer, unit: weeks, at_least: 9, at_most: 1, belongs_to: claim, question: "How many?"}  # <- here
Good:
    own_number: {type: integer, unit: weeks, at_least: 1, at_most: 9, belongs_to: claim, question: "How many?"}
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
    "reserved-word": """
`any`, `all`, `not`, `if`, `then` and `count` stand alone in their mapping.

Beside another key it would be open how the two combine.

Bad:
    active:
      says: The worker is active
      when: {any: [{exercise_program: true}, {active_therapy: true}], phase: acute}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker is active
      when: {all: [{any: [{exercise_program: true}, {active_therapy: true}]}, {phase: acute}]}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "if-without-then": """
`if` and `then` come together.

Half of a condition has no truth.

Bad:
    active:
      says: The worker exercises
      when: {if: {phase: chronic}}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {if: {phase: chronic}, then: {exercise_program: true}}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "count-out-of-reach": """
`count` asks for at least one, and for no more than there are.

At least three of two can never hold.

Bad:
    active:
      says: The worker is active
      when: {count: {at_least: 3, of: [{exercise_program: true}, {active_therapy: true}]}}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker is active
      when: {count: {at_least: 2, of: [{exercise_program: true}, {active_therapy: true}]}}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "not-a-condition": """
A condition is a mapping such as {exercise_program: true}.

There is no expression to parse; a bare word asks nothing.

Bad:
    active:
      says: The worker exercises
      when: exercise_program  # <- here
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
    "not-a-criterion": """
A criterion has either `when` or `limit`.

With both it would be two criteria, with neither none.

Bad:
    active:
      says: The worker exercises  # <- here
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
    "not-a-quantity": """
A limit is of what the request asks for: `<unit>_requested`.

Only a requested quantity can be modified to a smaller one.

Bad:
    few_visits:
      says: At most six visits
      limit: {of: visits_completed, at_most: 6}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    few_visits:
      says: At most six visits
      limit: {of: visits_requested, already: visits_completed, at_most: 6}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "not-a-limit": """
`unless` extends a limit, and nothing else.

An alternative to a condition stands with it under `any`.

Bad:
    active:
      says: The worker exercises
      when: {exercise_program: true}
      unless: {when: {active_therapy: true}, cite: {section: Massage}, basis: page, reading: quoted}  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    active:
      says: The worker exercises
      when: {any: [{exercise_program: true}, {active_therapy: true}]}
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "not-an-approval": """
`approve_when` combines criteria with all, any or count, or is never.

Only so is it monotone: one criterion more that is met never turns an approval into a denial.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      active:
        says: The worker exercises
        when: {exercise_program: true}
        cite: {section: Massage}
        basis: page
        reading: quoted
    approve_when: {not: [active]}  # <- here
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      active:
        says: The worker exercises
        when: {exercise_program: true}
        cite: {section: Massage}
        basis: page
        reading: quoted
    approve_when: {all: [active]}
""",
    "not-a-formula": """
A definition has one formula.

With two it would be open which one gives the fact.

Bad:
    # file: definitions/own-2026/own_weeks.yaml
    definition: own-2026/own_weeks  # <- here
    sum: [weeks_of_care, weeks_planned]
    difference: [weeks_of_care, weeks_planned]
    cite: {section: Weeks}
    basis: page
    reading: quoted
    # file: facts/own.yaml
    own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
Good:
    # file: definitions/own-2026/own_weeks.yaml
    definition: own-2026/own_weeks
    sum: [weeks_of_care, weeks_planned]
    cite: {section: Weeks}
    basis: page
    reading: quoted
    # file: facts/own.yaml
    own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
""",
    "cycle": """
No fact is derived from itself.

A circle of definitions has no value.

Bad:
    # file: definitions/own-2026/own_weeks.yaml
    definition: own-2026/own_weeks  # <- here
    sum: [own_weeks, 1]
    cite: {section: Weeks}
    basis: page
    reading: quoted
    # file: facts/own.yaml
    own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
Good:
    # file: definitions/own-2026/own_weeks.yaml
    definition: own-2026/own_weeks
    sum: [weeks_of_care, 1]
    cite: {section: Weeks}
    basis: page
    reading: quoted
    # file: facts/own.yaml
    own_weeks: {type: integer, unit: weeks, at_least: 0, belongs_to: claim}
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
    "allow-unknown": """
What is allowed is a kind of problem.

A misspelt code would allow nothing, and the problem would stay.

Bad:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: fact-unred, why: For rules to come.}]  # <- here
Good:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: fact-unread, why: For rules to come.}]
""",
    "allow-refused": """
Only lints are allowed, not what keeps a file from being used.

An unknown fact stays unknown, whatever the reason.

Bad:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: unknown-fact, why: For rules to come.}]  # <- here
Good:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: fact-unread, why: For rules to come.}]
""",
    "allow-unused": """
What is allowed stands there.

An allowance that was kept after the problem went away would hide the next one.

Bad:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: question-missing, why: Nobody need be asked.}]  # <- here
Good:
    own_fact:
      type: boolean
      belongs_to: claim
      question: "Does the worker smoke?"
      allow: [{code: fact-unread, why: For rules to come.}]
""",
    "edition-ended": """
Rules of an edition that ended speak of earlier requests only (with `--as-of DATE`).

Whoever keeps criteria up to date must know which have run out.

Bad:
    gone-2026:  # <- here
      title: Criteria that ended
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}, to: {date: 2026-02-01, by: request}}
      checked: 2026-02-01
      source: our committee
      basis: page
Good:
    gone-2026:
      title: Criteria that last
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}}
      checked: 2026-02-01
      source: our committee
      basis: page
""",
    "edition-never-checked": """
An edition says when a source last printed it as in force (with `--as-of DATE`).

Criteria change without notice; a date tells how old our knowledge is.

Bad:
    gone-2026:  # <- here
      title: Criteria that nobody looked up
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}}
      source: our committee
      basis: page
Good:
    gone-2026:
      title: Criteria that were looked up
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}}
      checked: 2026-02-01
      source: our committee
      basis: page
""",
    "edition-not-checked": """
An edition was seen in force within a year (with `--as-of DATE`).

After a year it should be looked up again.

Bad:
    gone-2026:  # <- here
      title: Criteria of long ago
      publisher: Us
      jurisdiction: national
      year: 2020
      rank: 2
      in_force: {from: {date: 2020-01-01, by: request}}
      checked: 2020-02-01
      source: our committee
      basis: page
Good:
    gone-2026:
      title: Criteria of long ago, looked up anew
      publisher: Us
      jurisdiction: national
      year: 2020
      rank: 2
      in_force: {from: {date: 2020-01-01, by: request}}
      checked: 2026-02-01
      source: our committee
      basis: page
""",
}
