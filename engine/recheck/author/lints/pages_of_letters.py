"""How letters are read: patterns, phrases and names in rules/letters/ and rules/letters/patterns/."""

PAGES = {
    "wrong-pattern": """
What is to be a regular expression is one.

A pattern that cannot be read would find nothing, or stop every import.

Bad:
    # file: letters/letter.yaml
    headings: {summary: [summary], items: [decisions]}
    introductions: {summary: ["records:"], items: ["below:"]}
    header: {case_number: [case number]}
    case_number: '[A-Z{2}-[0-9]{5'  # <- here
    labels: {claims_administrator: [they said], reviewer: [we cite], rationale: [we hold]}
    outcomes: {upheld: [upheld], overturned: [overturned]}
    states: {CA: [California]}
    dates: {injury: ["injured on {date}"]}
Good:
    # file: letters/letter.yaml
    headings: {summary: [summary], items: [decisions]}
    introductions: {summary: ["records:"], items: ["below:"]}
    header: {case_number: [case number]}
    case_number: '[A-Z]{2}-[0-9]{5}'
    labels: {claims_administrator: [they said], reviewer: [we cite], rationale: [we hold]}
    outcomes: {upheld: [upheld], overturned: [overturned]}
    states: {CA: [California]}
    dates: {injury: ["injured on {date}"]}
""",
    "wrong-phrase": """
A phrase by which letters are read closes its brackets and names slots that there are.

What a phrase means is not guessed: '[' opens a choice, '{number}' is a slot, '~6' is a distance.

Bad:
    # file: letters/patterns/claim.yaml
    age:
      - words: ["[aged|about {number}"]  # <- here
Good:
    # file: letters/patterns/claim.yaml
    age:
      - words: ["[aged|about] {number}"]
""",
    "unknown-region": """
A part of the body is one that `body_region` lists.

Facts of a part that no request can name would never be read.

Bad:
    # file: letters/clinical.yaml
    regions:
      kne: ["patella*"]  # <- here
    nerves: {lumbar: [legs]}
    nerves_of: {knee: lumbar}
    spine: [spine]
    sections: {plan: [treatment plan]}
Good:
    # file: letters/clinical.yaml
    regions:
      knee: ["patella*"]
    nerves: {lumbar: [legs]}
    nerves_of: {knee: lumbar}
    spine: [spine]
    sections: {plan: [treatment plan]}
""",
    "unknown-unit": """
A unit is one that can be requested: there is a fact `<unit>_requested`.

A quantity in any other unit reaches no criterion.

Bad:
    # file: letters/titles.yaml
    one_unless_said: [unit]  # <- here
Good:
    # file: letters/titles.yaml
    one_unless_said: [units]
""",
}
