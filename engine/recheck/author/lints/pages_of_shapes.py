"""Conditions, criteria, approvals and definitions that are put together wrongly."""

PAGES = {
    "supporting-decides": """
Advice of the guideline never decides: what has `role: supporting` is not named in `approve_when`.

'Consider', 'may' and 'gains value with' ask for nothing. Where a guideline does ask for it, it is no advice.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      goals:
        says: Adults gain more from massage
        when: {adult: true}
        role: supporting
        cite: {section: Massage therapy}
        basis: page
        reading: quoted
    approve_when: {all: [goals]}  # <- here
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    criteria:
      active:
        says: The worker exercises
        when: {exercise_program: true}
        cite: {section: Massage therapy}
        basis: page
        reading: quoted
      goals:
        says: Adults gain more from massage
        when: {adult: true}
        role: supporting
        cite: {section: Massage therapy}
        basis: page
        reading: quoted
    approve_when: {all: [active]}
""",
    "role-and-silence": """
`role` says what silence means, so that `if_silent` does not stand beside it.

An exclusion that nobody mentions counts as met; advice decides nothing. `if_silent` is for limits.

Bad:
    no_injection:
      says: No injection was given before
      when: {previous_injection: false}
      role: exclusion
      if_silent: met  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    no_injection:
      says: No injection was given before
      when: {previous_injection: false}
      role: exclusion
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "exclusion-limit": """
A limit is no exclusion.

Of a limit, silence closes only what was had before, which `if_silent: met` says.

Bad:
    few_visits:
      says: At most six visits
      limit: {of: visits_requested, already: visits_completed, at_most: 6}
      role: exclusion  # <- here
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
Good:
    few_visits:
      says: At most six visits
      limit: {of: visits_requested, already: visits_completed, at_most: 6}
      if_silent: met
      cite: {section: Massage therapy}
      basis: page
      reading: quoted
""",
    "no-scope": """
`scope_if_silent` closes a scope, so that there has to be one.

A rule without `applies_when`, of a guideline without a scope, applies to every request of its treatments.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    scope_if_silent: outside  # <- here
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    applies_when: {previous_injection: true}
    scope_if_silent: outside
    approve_when: never
    cite: {section: Massage}
    basis: page
    reading: quoted
""",
    "caps-beside-criteria": """
Ceilings (`caps`) stand in a rule file of their own.

They count beside whichever guideline decides, and so belong to no rule that approves.

Bad:
    rule: own-2026/example
    title: Massage therapy
    treatments: [massage_therapy]
    caps:
      few_visits:
        says: At most 24 visits
        limit: {of: visits_requested, already: visits_completed, at_most: 24}
        if_silent: met
        cite: {section: Massage therapy}
        basis: page
        reading: quoted
    approve_when: never  # <- here
    cite: {section: Massage}
    basis: page
    reading: quoted
Good:
    rule: own-2026/example
    title: Massage therapy, at most 24 visits
    treatments: [massage_therapy]
    caps:
      few_visits:
        says: At most 24 visits
        limit: {of: visits_requested, already: visits_completed, at_most: 24}
        if_silent: met
        cite: {section: Massage therapy}
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
}
