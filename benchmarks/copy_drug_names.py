"""Copies further names of our drugs' ingredients from an open terminology to rules/drugs/names.yaml.

Run where `drug-named-entity-recognition` (MIT) is installed, which nothing else here needs:

    python benchmarks/copy_drug_names.py > rules/drugs/names.yaml

Of every ingredient that rules/treatments names, the terminology's other names are taken: generic names and brands of
one or two words. A name that means several ingredients, that belongs to one of our drugs already, or that is an
ordinary word is left out: these are told on standard error.
"""

import re
import sys
from dataclasses import replace
from importlib.metadata import version

from drug_named_entity_recognition.drugs_finder import d as terminology

from recheck.load.ruleset import load_rule_set
from recheck.titles.lexicon import lexicon, phrase

HEAD = """\
# yaml-language-server: $schema=../../schemas/drugs.schema.json
# Further names of ingredients, copied by benchmarks/copy_drug_names.py from the terminology of
# drug-named-entity-recognition {version} (https://pypi.org/project/drug-named-entity-recognition, Fast Data Science
# Ltd, MIT), which gathers them from DrugBank Open Data (CC0), MeSH (U.S. National Library of Medicine, public domain)
# and Wikipedia. Do not edit by hand: names that are missing belong to `brands` in rules/treatments.
"""
NAME = re.compile(r"[a-z][a-z-]{4,24}(?: [a-z]{3,14})?")
ORDINARY = frozenset(
    [
        "maxi",
        "pain",
        "relief",
        "arm",
        "hand",
        "cold",
        "sleep",
        "aid",
        "calm",
        "night",
        "trial",
        "focus",
        "dream",
        "allergy",
        "sinus",
        "trim",
        "advance",
        "basic",
        "unit",
        "optimal",
        "select",
        "premier",
        "classic",
        "balance",
        "target",
        "spectrum",
        "solar",
        "direct",
        "complete",
    ]
)


def main() -> None:
    """Print the file."""
    vocabulary = replace(load_rule_set().vocabulary, drug_names={})
    known = lexicon(vocabulary)
    drugs = [treatment.drug for treatment in vocabulary.treatments.values() if treatment.drug]
    wanted = {each for drug in drugs for each in drug.ingredients}
    others: dict[str, set[str]] = {}
    for name, canonical in terminology["drug_variant_to_canonical"].items():
        for each in canonical if isinstance(canonical, (list, tuple, set)) else [canonical]:
            others.setdefault(name.lower(), set()).add(str(each).lower())
    found: dict[str, list[str]] = {}
    left_out = []
    for name, meanings in sorted(others.items()):
        ours = meanings & wanted
        if not ours or name in wanted:
            continue
        taken = any(word in known.words for word in phrase(name))
        if len(meanings) > 1 or not NAME.fullmatch(name) or taken or set(name.split()) & ORDINARY:
            left_out.append(name)
            continue
        found.setdefault(ours.pop(), []).append(name)
    sys.stdout.write(HEAD.format(version=version("drug-named-entity-recognition")))
    for ingredient in sorted(found):
        sys.stdout.write(f"{ingredient.replace(' ', '_')}: [{', '.join(found[ingredient])}]\n")
    sys.stderr.write(f"{sum(map(len, found.values()))} names of {len(found)} ingredients; {len(left_out)} left out\n")


if __name__ == "__main__":
    main()
