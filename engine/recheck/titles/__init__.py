"""What titles of requests mean: treatments, regions with their sides, amounts; and what is not understood.

A title is read from words to meanings (`normalise`, `scan`, with `spelling`), from meanings to treatments (`compose`,
`drugs`, `spots`), with its amounts (`amounts`, `chosen`). The words are data: rules/titles, rules/treatments and
rules/drugs, and the facts `body_region` and `side`.
"""

from recheck.titles.codes import words_of_codes
from recheck.titles.ingredients import ingredients_told
from recheck.titles.reader import read_title
from recheck.titles.reading import Asked, TitleReading

__all__ = ["Asked", "TitleReading", "ingredients_told", "read_title", "words_of_codes"]
