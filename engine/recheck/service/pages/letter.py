"""A letter or note beside the request: not yet."""
from typing import Any
class LetterPanel:
    def __init__(self, page: Any) -> None:
        self.page = page
