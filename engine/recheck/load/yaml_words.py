"""What a YAML reader finds wrong, in words of the person who wrote the file, with the remedy."""

_MEANT = {
    "mapping values are not allowed in this context": (
        "this colon begins a key where none can stand",
        "put text that holds ': ' in quotation marks, or check the indentation of the line",
    ),
    "did not find expected ',' or '}'": (
        "a '{' is not closed before this",
        "close it with '}', and put text with a comma or colon in quotation marks",
    ),
    "did not find expected ',' or ']'": (
        "a '[' is not closed before this",
        "close it with ']', and put text with a comma or colon in quotation marks",
    ),
    "found unexpected end of stream": ("a quotation mark is not closed", "close it where the text ends"),
    "found character that cannot start any token": (
        "no value can begin with this character",
        "put the value in quotation marks; indent with spaces, never with a tab",
    ),
    "did not find expected '-' indicator": (
        "the list ends here, and nothing else can follow it",
        "begin the line with '- ', or check its indentation",
    ),
    "did not find expected node content": ("a value is missing here", "write one, or remove the bracket"),
    "did not find expected comment or line break": (
        "a value that begins with '>' or '|' stands on the lines below",
        "write a comparison as {at_least: 3}; put other text in quotation marks",
    ),
    "found unknown escape character": (
        "this backslash means nothing in double quotation marks",
        "use single quotation marks, or write two backslashes",
    ),
    "could not find expected ':'": ("a key without its colon", "write 'key: value', with a space after the colon"),
}
_COMPARED = (">", "<", "=")


def in_plain_words(problem: str, line: str, column: int) -> tuple[str, str | None]:
    """A YAML reader's problem and its remedy; in the reader's own words where it is none of those that are known.

    >>> in_plain_words("found character that cannot start any token", "a: {b: >= 3}", 7)[1]
    'write a comparison as {at_least: 3}'

    Args:
        problem: what the reader says.
        line: the line at which it stopped.
        column: where in the line, from 0.
    """
    message, remedy = _MEANT.get(problem, (problem, None))
    here = line[column : column + 1]
    if problem == "found character that cannot start any token" and here in _COMPARED:
        return message, "write a comparison as {at_least: 3}"
    if problem == "found character that cannot start any token" and here == "\t":
        return "a tab stands where the indentation is", "indent with spaces"
    return message, remedy
