"""The editor of the workbench: YAML, with what is wrong marked on its lines."""

from collections.abc import Sequence
from typing import Any

from nicegui.element import Element
from nicegui.elements.codemirror import CodeMirror

from recheck.service.pages.browser import Given


class Named(Element, component="assets/named.js"):
    """Gives what an editor makes of itself a name that is read out."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._props["words"] = words


class Editor:
    """An editor for YAML; `typed` is called with every change."""

    def __init__(self, words: str, typed: Given, problems: str) -> None:
        with Named(words):
            self.element = CodeMirror("", language="YAML", theme="githubLight", indent="  ", line_wrapping=True)
        self.element.on_value_change(lambda event: self._changed(event.value, typed))
        self.element.props["data-problems"] = problems
        self._quiet = False

    def _changed(self, text: str, typed: Given) -> Any:
        return None if self._quiet else typed(text)

    @property
    def text(self) -> str:
        return str(self.element.value or "")

    def put(self, text: str) -> None:
        """Another text, without being told of it."""
        self._quiet = True
        self.element.value = text
        self._quiet = False

    def mark(self, places: Sequence[tuple[int, int, int, bool, str]]) -> None:
        """Mark what is wrong: line, column, width, whether it is an error, and why."""
        lines = self.text.split("\n")
        starts = [0]
        for each in lines:
            starts.append(starts[-1] + len(each) + 1)
        marks: list[dict[str, Any]] = []
        told: dict[int, list[str]] = {}
        for line, column, width, is_error, why in places:
            if not 1 <= line <= len(lines):
                continue
            told.setdefault(line, []).append(why)
            kind = "error" if is_error else "warning"
            marks.append({"kind": "line", "line": line, "class": f"cm-wrong-line {kind}"})
            first = min(starts[line - 1] + column - 1, starts[line] - 1)
            last = min(first + max(1, width), starts[line] - 1)
            if first < last:
                marks.append({"kind": "mark", "from": first, "to": last, "class": f"cm-wrong {kind}"})
        self.element.decorations = marks
        self.element.props["line-tooltips"] = {line: "\n".join(why) for line, why in told.items()}
        self.element.update()

    def go_to(self, line: int) -> None:
        """Bring a line into view."""
        self.element.reveal_line(line)
