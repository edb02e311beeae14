"""What is named and is not there, or is there twice."""

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
    "duplicate-word": """
One name in rules/titles has one meaning.

Words are added to the meaning that stands there; a second meaning of the same name would silently replace the first.

Bad:
    # file: titles/own.yaml
    mri: {kind: procedure, words: [nuclear picture]}  # <- here
Good:
    # file: titles/own.yaml
    nuclear_picture: {kind: procedure, words: [nuclear picture]}
""",
    "unknown-word": """
A treatment is composed of words that titles know.

A procedure or modifier that no words mean can stand in no title: the treatment would never be found.

Bad:
    # file: treatments/own.yaml
    own_scan: {title: Our scan, category: diagnostics, unit: studies, procedure: own_scan}  # <- here
Good:
    # file: treatments/own.yaml
    own_scan: {title: Our scan, category: diagnostics, unit: studies, procedure: own_scan}
    # file: titles/own.yaml
    own_scan: {kind: procedure, words: [own scan]}
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
}
