"""Allowances, and editions that are to be looked at again."""

PAGES = {
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
    # file: guidelines/own.yaml
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
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    # file: guidelines/own.yaml
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
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "edition-never-checked": """
An edition says when a source last printed it as in force (with `--as-of DATE`).

Criteria change without notice; a date tells how old our knowledge is.

Bad:
    # file: guidelines/own.yaml
    gone-2026:  # <- here
      title: Criteria that nobody looked up
      publisher: Us
      jurisdiction: national
      year: 2026
      rank: 2
      in_force: {from: {date: 2026-01-01, by: request}}
      source: our committee
      basis: page
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    # file: guidelines/own.yaml
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
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "edition-not-checked": """
An edition was seen in force within a year (with `--as-of DATE`).

After a year it should be looked up again.

Bad:
    # file: guidelines/own.yaml
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
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    # file: guidelines/own.yaml
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
    # file: gone-2026/example.yaml
    rule: gone-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
}
