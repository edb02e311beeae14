"""One fault for each kind of problem, as edits of the shipped rule files: code, file, old text, new text, mark.

An empty old text appends. The problem must stand on the line that holds the mark (the new text's first line
where none is given). A mark '-' says that the edit only prepares another's fault.
"""

# ruff: noqa: E501  # a fault is one line, as long as the rule's

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One slip of an author."""

    code: str
    path: str
    old: str
    new: str
    mark: str = ""


MASSAGE = "mtus-chronic-pain-2009/massage_therapy.yaml"
AQUATIC = "mtus-chronic-pain-2009/aquatic_therapy.yaml"
BIOFEEDBACK = "mtus-chronic-pain-2009/biofeedback.yaml"
H_WAVE = "mtus-chronic-pain-2009/h_wave.yaml"
TENS = "mtus-chronic-pain-2009/tens_unit.yaml"
TRIGGER = "mtus-chronic-pain-2009/trigger_point_injection.yaml"
HARDENING = "mtus-chronic-pain-2009/work_hardening.yaml"
OPIOIDS = "mtus-chronic-pain-2009/opioids_ongoing.yaml"
KNEE = "acoem-2004/mri_knee.yaml"
NECK = "acoem-2004/ct_neck.yaml"
SPLINT = "acoem-2004/wrist_splint.yaml"
SLING = "odg/arm_sling.yaml"
BANKART = "odg/bankart_repair.yaml"
GEL = "odg/topical_diclofenac.yaml"
HOME_2016 = "mtus-chronic-pain-2016/home_health_care.yaml"

READ_AGAIN = "second_readings/2026-12-01.yaml"

GROUND = "    cite: {section: Seeded}\n    basis: letter\n    reading: quoted\n"
NEVER = "treatments: [%s]\napprove_when: never\ncite: {section: Seeded}\nbasis: letter\nreading: quoted\n"

LINTED = [
    Fault("says-with-stop", MASSAGE, "recommended treatment\n", "recommended treatment;\n", "recommended treatment;"),
    Fault("number-in-says", MASSAGE, "says: At most six visits in all", "says: At most eight visits in all"),
    Fault("untested-number", MASSAGE, "visits_completed, at_most: 6}", "visits_completed, at_most: 60}"),
    Fault("says-small", KNEE, "says: The knee locks", "says: the knee locks"),
    Fault("says-long", KNEE, "says: Surgery is", f"says: {'Surgery, as the record tells, ' * 6}is"),
    Fault(
        "says-without-verb",
        KNEE,
        "says: There is a red flag, a fracture on an image included",
        "says: A red flag",
    ),
    Fault(
        "says-a-question",
        KNEE,
        "says: Four to six weeks have passed, read as at least four weeks since the injury or the onset",
        "says: Did four weeks pass?",
    ),
    Fault("word-twice", KNEE, "says: There was a period", "says: There was a a period"),
    Fault("says-its-section", AQUATIC, "says: Reduced weight bearing is desirable", "says: Aquatic therapy"),
    Fault("section-placeholder", BIOFEEDBACK, "cite: {section: Biofeedback}", "cite: {section: TODO}"),
    Fault("title-with-stop", BIOFEEDBACK, "title: Biofeedback", "title: Biofeedback."),
    Fault("review-incomplete", BIOFEEDBACK, "review: {status: draft}", "review: {status: reviewed}"),
    Fault("sentence-without-stop", BIOFEEDBACK, "letter at hand quotes it.", "letter at hand quotes it", "quotes it"),
    Fault("spare-space", H_WAVE, "says: TENS has failed", 'says: "TENS has  failed"'),
    Fault(
        "duplicate-criterion",
        H_WAVE,
        "when: {tens_failed: true}",
        "when: {conservative_care_failed: true}",
        "  tens_failed:",
    ),
    Fault("advisory-criterion", HARDENING, "all: [within_two_years, within", "all: [within", "  within_two_years:"),
    Fault("limit-of-nothing", HARDENING, "visits_completed, at_most: 10}", "visits_completed, at_most: 0}"),
    Fault(
        "unverified-quoted",
        HARDENING,
        "    basis: unverified\n    reading: ours\n  within",
        "    basis: unverified\n    reading: quoted\n  within",
        "  within_two_years:",
    ),
    Fault(
        "says-twice",
        TENS,
        "says: Other treatment of the pain has failed",
        "says: The plan states the goals of treatment with the unit",
    ),
    Fault(
        "silence-met",
        TENS,
        "    when: {treatment_goals_stated: true}\n",
        "    when: {treatment_goals_stated: true}\n    if_silent: met\n",
        "    if_silent: met",
    ),
    Fault(
        "always-so",
        TENS,
        "{symptoms_months: {at_least: 3}}",
        "{symptoms_months: {at_least: 0}}",
        "symptoms_months: {at_least: 0}",
    ),
    Fault(
        "implied-criterion",
        SPLINT,
        "when: {worn_at_night: true}",
        "when: {worn_at_night: true, surgery_done: false}",
        "  before_surgery:",
    ),
    Fault(
        "double-not",
        TRIGGER,
        "when: {conservative_care_failed: true}",
        "when: {not: {conservative_care_failed: false}}",
    ),
    Fault(
        "never-true",
        TRIGGER,
        "{previous_injection: true, relief_percent: {more_than: 50}, relief_weeks: {at_least: 6}, functional",
        "{previous_injection: true, relief_percent: {more_than: 50, less_than: 40}, relief_weeks: {at_least: 6}, functional",
    ),
    Fault(
        "refusal-without-care",
        OPIOIDS,
        "on_not_approved:\n  says: Opioids are not to be stopped abruptly. Where they are not continued, the dose is to be lowered step by step under supervision.\n",
        "",
        "approve_when:",
    ),
    Fault(
        "value-twice",
        OPIOIDS,
        "when: {work_status: [regular_duty, modified_duty]}",
        "when: {work_status: [regular_duty, regular_duty]}",
    ),
    Fault(
        "criterion-always-met",
        NECK,
        "when: {procedure_ahead: true}",
        "when: {body_region: [cervical, thoracic]}",
        "  before_invasive_procedure:",
    ),
    Fault(
        "part-twice",
        NECK,
        "{any: [{fracture_or_other_red_flag: true}, {severe",
        "{any: [{fracture_or_other_red_flag: true}, {fracture_or_other_red_flag: true}, {severe",
    ),
    Fault(
        "scope-said-again",
        "mtus-chronic-pain-2009/chiropractic_low_back.yaml",
        "applies_when: {body_region: lumbar}",
        "applies_when: {phase: chronic}",
    ),
    Fault(
        "group-of-one",
        SPLINT,
        "{any: [{de_quervain_tendinitis: true}, {mild_carpal_tunnel_syndrome: true}]}",
        "{any: [{de_quervain_tendinitis: true}]}",
    ),
    Fault(
        "cites-not-in-force",
        SPLINT,
        'cite: {section: "Forearm',
        'cite: {guideline: mtus-formulary-2018, section: "Forearm',
    ),
    Fault("guideline-said-again", SLING, 'cite: {section: "Shoulder', 'cite: {guideline: odg, section: "Shoulder'),
    Fault(
        "cites-other-rank",
        BANKART,
        'cite: {section: "Shoulder',
        'cite: {guideline: cdc-opioids-2022, section: "Shoulder',
    ),
    Fault(
        "gaps-unexplained",
        "odg/seeded_gaps.yaml",
        "",
        "rule: odg/seeded_gaps\ntitle: Seeded\ntreatments: [arm_sling]\napplies_when: {body_region: wrist}\ncriteria:\n  few:\n    says: The worker is aged\n    when: {age: {at_least: 70}}\n    gaps: true\n"
        + GROUND
        + "approve_when: {all: [few]}\n",
        "gaps: true",
    ),
    Fault("never-denies", "odg/seeded_gaps.yaml", "", "", "approve_when:"),
    Fault("no-tests", "odg/seeded_gaps.yaml", "", "", "rule: odg/seeded_gaps"),
    Fault(
        "unverified-unexplained",
        "odg/seeded_unverified.yaml",
        "",
        "rule: odg/seeded_unverified\ntitle: Seeded\ntreatments: [arm_sling]\napplies_when: {body_region: elbow}\ncriteria:\n  few:\n    says: The worker is aged\n    when: {age: {at_least: 70}}\n    cite: {section: Seeded}\n    basis: unverified\n    reading: ours\napprove_when: {all: [few]}\n",
        "basis: unverified",
    ),
    Fault(
        "limit-in-other-unit",
        "odg/seeded_unit.yaml",
        "",
        "rule: odg/seeded_unit\ntitle: Seeded\ntreatments: [arm_sling]\napplies_when: {body_region: hand}\ncriteria:\n  few:\n    says: At most two visits\n    limit: {of: visits_requested, at_most: 2}\n"
        + GROUND
        + "approve_when: {all: [few]}\n",
        "limit: {of: visits",
    ),
    Fault(
        "criteria-of-never",
        "odg/seeded_never.yaml",
        "",
        "rule: odg/seeded_never\ntitle: Seeded\ncriteria:\n  few:\n    says: The worker is aged\n    when: {age: {at_least: 70}}\n"
        + GROUND
        + "applies_when: {body_region: foot}\n"
        + NEVER % "arm_sling",
        "  few:",
    ),
    Fault(
        "duplicate-rule",
        "odg/zz_seeded_twin.yaml",
        "",
        "rule: odg/zz_seeded_twin\ntitle: Seeded\n" + NEVER % "topical_diclofenac",
        "treatments:",
    ),
    Fault(
        "rule-of-no-criteria-guideline",
        "mtus-definitions-2009/seeded.yaml",
        "",
        "rule: mtus-definitions-2009/seeded\ntitle: Seeded\n" + NEVER % "arm_sling",
        "rule:",
    ),
    Fault(
        "test-of-nothing",
        "odg/zz_seeded_twin.test.yaml",
        "",
        "- {name: nothing, date: 2014-01-01, facts: {age: 3}, expect: {}}\n",
    ),
    Fault(
        "test-twice",
        "odg/zz_seeded_twin.test.yaml",
        "",
        "- {name: one, date: 2014-02-01, facts: {age: 4}, expect: {decision: deny}}\n- {name: two, date: 2014-02-01, facts: {age: 4}, expect: {decision: deny}}\n",
        "name: two",
    ),
    Fault(
        "test-out-of-force",
        "acoem-2004/wrist_splint.test.yaml",
        "",
        "- {name: seeded, date: 2024-02-01, facts: {phase: acute}, expect: {decision: pend}}\n",
    ),
    Fault(
        "untested-silence",
        "odg/seeded_unit.test.yaml",
        "",
        "- {name: a, date: 2014-02-01, facts: {visits_requested: 2, body_region: hand}, expect: {decision: approve}}\n",
    ),
    Fault("untested-decision", "odg/seeded_unit.test.yaml", "", "", "name: a"),
    Fault(
        "drift-in-words",
        "mtus-chronic-pain-2016/topical_compounds.yaml",
        "says: A trial of anticonvulsants has failed",
        "says: Anticonvulsants were tried and failed",
    ),
    Fault(
        "drift-in-condition",
        HOME_2016,
        "says: The worker is homebound as the guideline spells it out",
        "says: The worker is homebound",
    ),
    Fault(
        "drift-in-number",
        "mtus-chronic-pain-2016/anti_epileptics.yaml",
        "when: {pain_relief_percent: {at_least: 30}}",
        "when: {pain_relief_percent: {at_least: 31}}",
    ),
    Fault(
        "number-changed-since-read",
        "odg/biceps_tenodesis.yaml",
        "{age: {more_than: 40}}",
        "{age: {more_than: 45}}",
        "says: The worker is over 40",
    ),
    Fault(
        "number-read-differently",
        READ_AGAIN,
        "name: old_enough, numbers: [age at_least 55 years], found: same",
        "name: old_enough, numbers: [age at_least 55 years], found: differs",
        "-",
    ),
    Fault(
        "number-read-differently", "odg/medical_transportation.yaml", "says: The worker is 55", "says: The worker is 55"
    ),
    Fault(
        "question-without-mark",
        "facts/claim.yaml",
        'question: "How old is the worker?"',
        'question: "How old is the worker."',
    ),
    Fault("question-missing", "facts/seeded.yaml", "", "seeded_a: {type: boolean, belongs_to: claim}\n"),
    Fault("fact-unread", "facts/seeded.yaml", "", 'seeded_b: {type: boolean, belongs_to: claim, question: "Is it?"}\n'),
    Fault(
        "unit-missing",
        "facts/seeded.yaml",
        "",
        'seeded_c: {type: integer, at_least: 0, belongs_to: claim, question: "How many?"}\n',
    ),
    Fault(
        "bounds-missing",
        "facts/seeded.yaml",
        "",
        'seeded_d: {type: integer, unit: days, belongs_to: claim, question: "How many?"}\n',
    ),
    Fault(
        "choice-of-one",
        "facts/seeded.yaml",
        "",
        'seeded_e: {type: choice, values: [one], belongs_to: claim, question: "Which?"}\n',
    ),
    Fault(
        "choice-unread",
        "facts/seeded.yaml",
        "",
        'seeded_f: {type: choice, values: [a, b], belongs_to: claim, question: "Which?"}\n',
    ),
    Fault(
        "choice-unread",
        "gates/request.yaml",
        "",
        "\nseeded_gate:\n  says: Two choices agree\n  when: {seeded_f: {equals: {fact: seeded_g}}}\n  cite: {guideline: odg, section: S}\n  basis: letter\n  reading: ours\n",
        "-",
    ),
    Fault(
        "choice-unread",
        "facts/seeded.yaml",
        "",
        'seeded_g: {type: choice, values: [a, b], belongs_to: claim, question: "Which?"}\n',
    ),
    Fault(
        "branch-repeats",
        "definitions/mtus-chronic-pain-2009/physical_medicine_visit_cap.yaml",
        "otherwise: 10",
        "otherwise: 24",
    ),
    Fault(
        "treatment-without-wordings",
        "treatments/seeded.yaml",
        "",
        "seeded_treatment:\n  title: Seeded\n  category: other\n",
    ),
    Fault(
        "wording-twice",
        "treatments/seeded.yaml",
        "",
        "seeded_other:\n  title: Other\n  category: other\n  wordings: [trigger point impedance imaging]\n",
        "wordings: [trigger point imp",
    ),
    Fault(
        "wording-of-another",
        "treatments/seeded.yaml",
        "",
        "seeded_screen:\n  title: Screen\n  category: diagnostics\n  wordings: [seeded screen, urine drug screen]\n",
        "wordings: [seeded screen",
    ),
    Fault(
        "treatment-unreached",
        "treatments/seeded.yaml",
        "",
        "seeded_hip_scan:\n  title: Hip scan\n  category: diagnostics\n  procedure: mri\n  regions: [hip]\n",
        "seeded_hip_scan:",
    ),
    Fault(
        "treatment-unit-unknown",
        "treatments/seeded.yaml",
        "",
        "seeded_unit:\n  title: Unit\n  category: other\n  wordings: [seeded unit]\n  unit: rounds\n",
        "unit: rounds",
    ),
    Fault("unread-file", "stray.yaml", "", "a: 1\n"),
    Fault(
        "allow-unknown",
        "facts/seeded.yaml",
        "",
        'seeded_h:\n  type: boolean\n  belongs_to: claim\n  question: "Is it?"\n  allow: [{code: fact-unred, why: x}]\n',
        "code: fact-unred",
    ),
    Fault(
        "allow-refused",
        "facts/seeded.yaml",
        "",
        'seeded_i:\n  type: boolean\n  belongs_to: claim\n  question: "Is it?"\n  allow: [{code: unknown-fact, why: x}]\n',
        "code: unknown-fact",
    ),
    Fault(
        "allow-unused",
        "facts/seeded.yaml",
        "",
        'seeded_j:\n  type: boolean\n  belongs_to: claim\n  question: "Is it?"\n  allow: [{code: unit-missing, why: x}]\n',
        "code: unit-missing",
    ),
]

LOADED = [
    Fault("wrong-pattern", "letters/letter.yaml", r"case_number: '[A-Z]{2}", "case_number: '[A-Z{2}"),
    Fault(
        "wrong-phrase",
        "letters/patterns/findings.yaml",
        '"[reflex|reflexes|dtr|',
        '"[reflex|reflexes~|dtr [|',
        "reflexes~|dtr",
    ),
    Fault("unknown-region", "letters/clinical.yaml", "  head: [head, scalp]", "  heed: [head, scalp]"),
    Fault(
        "unmentioned-fact",
        "facts/seeded.yaml",
        "",
        'seeded_sign: {type: boolean, belongs_to: claim, question: "Is it?", stands_in: [examination_recorded]}\n',
        "seeded_sign:",
    ),
    Fault("unknown-unit", "letters/titles.yaml", "one_unless_said: [studies,", "one_unless_said: [studdies,"),
    Fault("unknown-fact", MASSAGE, "when: {any: [{exercise_program:", "when: {any: [{exercise_programme:"),
    Fault("unknown-treatment", AQUATIC, "treatments: [aquatic_therapy]", "treatments: [aqua_therapy]"),
    Fault("unknown-guideline", H_WAVE, "cite: {section: H-wave}", "cite: {section: H-wave, guideline: odgg}"),
    Fault("unknown-value", H_WAVE, "when: {acquisition: rental, r", "when: {acquisition: rented, r"),
    Fault("unknown-key", BIOFEEDBACK, "    reading: ours\n", "    reading: ours\n    cites: 3\n", "cites: 3"),
    Fault("unknown-criterion", BIOFEEDBACK, "approve_when: {all: [within_cog", "approve_when: {all: [within_kog"),
    Fault(
        "unknown-rule",
        "odg/seeded.test.yaml",
        "",
        "- {name: a, date: 2014-01-01, facts: {}, expect: {decision: deny}}\n",
    ),
    Fault("missing-key", TENS, "    basis: unverified\n", "", "says: Pain has lasted three months"),
    Fault(
        "missing-citation",
        "odg/seeded_uncited.yaml",
        "",
        "rule: odg/seeded_uncited\ntitle: Seeded\ntreatments: [arm_sling]\napprove_when: never\n",
    ),
    Fault(
        "duplicate-key",
        KNEE,
        "    when: {surgery_in_view: true}\n",
        "    when: {surgery_in_view: true}\n    when: {red_flag: true}\n",
        "when: {red_flag: true}",
    ),
    Fault("duplicate-fact", "facts/seeded.yaml", "", "age: {type: integer, belongs_to: claim}\n"),
    Fault("duplicate-word", "titles/seeded.yaml", "", "mri: {kind: procedure, words: [seeded picture]}\n"),
    Fault(
        "unknown-word",
        "treatments/seeded.yaml",
        "",
        "seeded_scan: {title: Scan, category: diagnostics, procedure: seeded_scan}\n",
    ),
    Fault("duplicate-treatment", "treatments/seeded.yaml", "", "massage_therapy: {title: M, category: other}\n"),
    Fault(
        "duplicate-guideline",
        "guidelines/seeded.yaml",
        "",
        "odg:\n  title: O\n  publisher: P\n  jurisdiction: national\n  year: 2000\n  rank: 2\n  in_force: {from: {date: 2000-01-01, by: request}}\n  source: s\n  basis: page\n",
    ),
    Fault(
        "dates-out-of-order",
        "guidelines/seeded.yaml",
        "",
        "seeded:\n  title: O\n  publisher: P\n  jurisdiction: national\n  year: 2000\n  rank: 2\n  in_force: {from: {date: 2000-01-01, by: request}, to: {date: 1999-01-01, by: request}}\n  source: s\n  basis: page\n",
        "to: {date: 1999",
    ),
    Fault("wrong-type", TRIGGER, "when: {myofascial_pain_syndrome: true}", 'when: {myofascial_pain_syndrome: "true"}'),
    Fault(
        "wrong-operator",
        TRIGGER,
        "when: {conservative_care_failed: true}",
        "when: {conservative_care_failed: {at_least: 1}}",
    ),
    Fault("wrong-path", NECK, "rule: acoem-2004/ct_neck", "rule: acoem-2004/ct_nek"),
    Fault("wrong-place", H_WAVE, "modify_to: {acquisition: rental,", "modify_to: {age: 3, acquisition: rental,"),
    Fault("out-of-bounds", HARDENING, "when: {days_since_injury: {at_most: 730}}", "when: {age: {at_most: 730}}"),
    Fault(
        "bounds-out-of-order",
        "facts/seeded.yaml",
        "",
        "seeded_k: {type: integer, at_least: 9, at_most: 1, belongs_to: claim}\n",
    ),
    Fault(
        "unit-mismatch",
        NECK,
        "when: {procedure_ahead: true}",
        "when: {days_since_injury: {at_least: {fact: relief_weeks}}}",
    ),
    Fault("bare-list", SPLINT, "when: {worn_at_night: true}", "when: {compound_ingredients: [baclofen]}"),
    Fault("reserved-word", NECK, "when: {any: [{strengthening", "when: {red_flag: true, any: [{strengthening"),
    Fault(
        "if-without-then",
        TENS,
        "when: {if: {acquisition: rental}, then: {rental_days: {at_most: 30}}}",
        "when: {if: {acquisition: rental}}",
    ),
    Fault(
        "count-out-of-reach",
        SLING,
        "when: {any: [{surgery_planned: true}, {weeks_since_surgery: {at_most: 4}}]}",
        "when: {count: {at_least: 3, of: [{surgery_planned: true}]}}",
    ),
    Fault("not-a-condition", BANKART, "when: {apprehension_sign: true}", "when: apprehension_sign"),
    Fault("not-a-criterion", BANKART, "    when: {dislocations: {at_least: 2}}\n", "", "says: The shoulder has been"),
    Fault(
        "not-a-limit",
        SPLINT,
        "    when: {surgery_done: false}\n",
        "    when: {surgery_done: false}\n    unless: {when: {red_flag: true}, cite: {section: S}, basis: letter, reading: ours}\n",
        "unless:",
    ),
    Fault("not-a-quantity", HARDENING, "limit: {of: visits_requested", "limit: {of: visits_completed"),
    Fault("not-an-approval", HARDENING, "approve_when: {all: [within_two", "approve_when: {not: [within_two"),
    Fault(
        "not-a-formula",
        "definitions/mtus-chronic-pain-2009/physical_medicine_visit_cap.yaml",
        "otherwise: 10",
        "sum: [age, 1]\notherwise: 10",
        "definition: mtus",
    ),
    Fault("cycle", "definitions/common/visits_total.yaml", "sum: [", "sum: [visits_total, ", "definition: common"),
    Fault("no-value", GEL, "when: {osteoarthritis: true}", "when: {osteoarthritis: null}"),
    Fault("yaml-syntax", "odg/zolpidem.yaml", "title: ", "title: Sleep: "),
    Fault("tag-not-allowed", "odg/cold_therapy.yaml", "title: ", "title: !!str "),
]


def _rule(name: str, *criteria: str, approve: str, more: str = "") -> str:
    """A whole rule file of criteria `name: when and role`."""
    listed = "".join(
        f"  {each.split(':', 1)[0]}:\n    says: It is so\n   {each.split(':', 1)[1]}\n{GROUND}" for each in criteria
    )
    return (
        f"rule: odg/{name}\ntitle: Seeded\ntreatments: [arm_sling]\n{more}criteria:\n{listed}approve_when: {approve}\n"
    )


_ACTIVE, _SPLINT = "a: when: {exercise_program: true}", "b: when: {active_therapy: true}"
_NONE = "c: when: {surgery_done: false}\n    role: exclusion"
_FEW = "d: limit: {of: visits_requested, already: visits_completed, at_most: 6}\n    if_silent: met"

LINTED += [
    Fault("silence-on-a-condition", "odg/seeded_r1.yaml", "", _rule("seeded_r1", _ACTIVE, "c: when: {surgery_done: false}\n    if_silent: met", approve="{all: [a, c]}"), "if_silent: met"),
    Fault("exclusion-in-count", "odg/seeded_r2.yaml", "", _rule("seeded_r2", _ACTIVE, _SPLINT, _NONE, approve="{count: {at_least: 2, of: [a, b, c]}}"), "approve_when:"),
    Fault("approves-on-exclusions", "odg/seeded_r3.yaml", "", _rule("seeded_r3", _NONE, approve="{all: [c]}"), "approve_when:"),
    Fault("approves-on-the-number", "odg/seeded_r4.yaml", "", _rule("seeded_r4", _FEW, approve="{all: [d]}"), "approve_when:"),
    Fault("advice-decides", "odg/seeded_r5.yaml", "", _rule("seeded_r5", _ACTIVE, approve="{all: [a]}").replace("It is so", "Exercise should be considered"), "  a:"),
    Fault("heard-elsewhere", "odg/seeded_r7.yaml", "", _rule("seeded_r7", "a: when: {exercise_program: true}\n    heard_in: {joint_examination_recorded: true}", approve="{all: [a]}"), "heard_in:"),
    Fault("asks-what-no-chart-says", "facts/seeded.yaml", "", 'seeded_charts: {type: boolean, belongs_to: claim, question: "Is it?", charts_say: "how long it lasts"}\n', "-"),
    Fault("asks-what-no-chart-says", "odg/seeded_r6.yaml", "", _rule("seeded_r6", "a: when: {seeded_charts: true}", approve="{all: [a]}"), "  a:"),
]  # fmt: skip
LOADED += [
    Fault("supporting-decides", "odg/seeded_r1.yaml", "", _rule("seeded_r1", _ACTIVE + "\n    role: supporting", approve="{all: [a]}"), "approve_when:"),
    Fault("role-and-silence", "odg/seeded_r2.yaml", "", _rule("seeded_r2", _NONE + "\n    if_silent: met", approve="{all: [c]}"), "if_silent: met"),
    Fault("exclusion-limit", "odg/seeded_r3.yaml", "", _rule("seeded_r3", _FEW.replace("if_silent: met", "role: exclusion"), approve="{all: [d]}"), "role: exclusion"),
    Fault("no-scope", "odg/seeded_r4.yaml", "", _rule("seeded_r4", _ACTIVE, approve="{all: [a]}", more="scope_if_silent: outside\n"), "scope_if_silent"),
    Fault("caps-beside-criteria", "odg/seeded_r5.yaml", "", _rule("seeded_r5", _ACTIVE, approve="{all: [a]}", more="caps: {d: {says: It is so}}\n"), "  a:"),
]  # fmt: skip
