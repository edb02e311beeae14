"""`recheck token`: who may call the service."""

from pathlib import Path
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, show, tell
from recheck.cli.serving import extra_missing

if TYPE_CHECKING:
    from recheck.service.tokens import Tokens


def run_token_add(name: str, roles: list[str], file: str) -> int:
    """Make a token, and show it this once."""
    tokens = _tokens(file)
    text = tokens.add(name, roles)
    tell(f"this is shown once; {file} keeps only its hash")
    show(text)
    return FINE


def run_token_list(file: str) -> int:
    """Who has a token."""
    found = _tokens(file).listed()
    for each in found:
        show(f"{each.name}  {', '.join(each.roles)}  since {each.created}")
    if not found:
        tell(f"{file} holds no token")
    return FINE


def run_token_revoke(name: str, file: str) -> int:
    """Take a token away."""
    _tokens(file).revoke(name)
    show(f"'{name}' has no token any more")
    return FINE


def _tokens(file: str) -> "Tokens":
    try:
        from recheck.service.tokens import Tokens
    except ImportError as error:
        raise extra_missing(error) from error
    return Tokens(Path(file))
