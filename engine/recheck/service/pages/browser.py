"""What NiceGUI does for the pages, and the only file that knows it: native elements, files, and the mounting.

Pages are built of the browser's own elements, so that labels, headings, the keyboard and screen readers work as
people are used to; NiceGUI keeps them in step with the server. Only where a value has to come back from the
browser stands a small component of our own (assets/*.js), which no policy has to allow to evaluate text.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from nicegui import app as gui
from nicegui import ui
from nicegui.element import Element
from nicegui.elements.upload import Upload

ASSETS = Path(__file__).parent / "assets"
TO_CONNECT = 60.0
"""Seconds within which a browser that got a page connects; a busy machine takes longer than a moment."""
Given = Callable[[Any], Awaitable[None] | None]
Done = Callable[[], Awaitable[None] | None]


class Tag(Element):
    """A native element; text, attributes and classes as HTML has them.

    `for_`, `class_` and such drop the mark that Python needs, other underscores become dashes.
    """

    def __init__(self, name: str, text: str | None = None, /, **attributes: object) -> None:
        super().__init__(name)
        self._text = text
        self.give(**attributes)

    def give(self, **attributes: object) -> Self:
        """Set attributes; None takes one away."""
        for name, value in attributes.items():
            if name == "class_":
                self.classes(replace=str(value or ""))
                continue
            key = name.rstrip("_").replace("_", "-")
            if value is None:
                self._props.pop(key, None)
            else:
                self._props[key] = value
        self.update()
        return self

    def say(self, text: str) -> None:
        """Another text; nothing is sent where it is the same."""
        if text != self._text:
            self._text = text
            self.update()

    @property
    def name(self) -> str:
        """Its id in the page."""
        return self.html_id


class Field(Element, component="assets/field.js"):
    """A native control: text, number, date, search, textarea, select or checkbox."""

    def __init__(
        self,
        kind: str,
        value: object = None,
        *,
        given: Given | None = None,
        typed: Given | None = None,
        options: Sequence[tuple[str, str]] = (),
        **attributes: object,
    ) -> None:
        super().__init__()
        self._props.update({"kind": kind, "value": value, "options": [list(each) for each in options]})
        self._props["live"] = typed is not None
        for name, worth in attributes.items():
            self._props[name.rstrip("_").replace("_", "-")] = worth
        self.held = value
        self.on("given", lambda event: self._took(event.args, given))
        if typed is not None:
            self.on("typed", lambda event: self._took(event.args, typed))

    def _took(self, value: Any, then: Given | None) -> Any:
        self.held = value  # the browser has it: sending it back would disturb whoever types on
        return then(value) if then else None

    def on_enter(self, done: Done) -> None:
        """What Enter does in it, once its value is held."""

        def entered(value: Any) -> Any:
            self.held = value
            return done()

        self._props["enters"] = True
        self.on("entered", lambda event: entered(event.args))

    def bound(self, bounds: Mapping[str, object]) -> None:
        """More attributes, such as min and max."""
        self._props.update(bounds)

    def put(self, value: object) -> None:
        """Another value, whatever somebody typed."""
        self.held = value
        self._props["value"] = value
        self._props["turn"] = self._props.get("turn", 0) + 1
        self.update()

    @property
    def name(self) -> str:
        return self.html_id


class Spot(Element, component="assets/spot.js"):
    """An element that takes the focus when it is told to; while it has it, single keys do something."""

    def __init__(self, name: str, words: str, keys: Mapping[str, Done] | None = None, **attributes: object) -> None:
        super().__init__()
        self._props.update({"name": name, "words": words, "turn": 0, "keys": "".join(keys or ())})
        if keys:
            self.on("key", lambda event: keys[event.args]())
        for key, worth in attributes.items():
            if key == "class_":
                self.classes(replace=str(worth))
            else:
                self._props[key.rstrip("_").replace("_", "-")] = worth

    def take(self) -> None:
        self._props["turn"] += 1
        self.update()

    def say(self, words: str) -> None:
        self._props["words"] = words
        self.update()

    @property
    def name(self) -> str:
        return self.html_id


class Act(Element, component="assets/act.js"):
    """A button for what only the browser can do: `print`, or `copy` a text."""

    def __init__(self, act: str, words: str, text: str = "") -> None:
        super().__init__()
        self._props.update({"act": act, "words": words, "text": text})

    def say(self, text: str) -> None:
        """What is to be copied from now on."""
        self._props["text"] = text
        self.update()


class Address(Element, component="assets/address.js"):
    """The address of the page in the browser, where that follows what is done on it."""

    def __init__(self) -> None:
        super().__init__()
        self._props["path"] = None

    def say(self, path: str) -> None:
        """Another address, under which the page is found again."""
        if self._props["path"] != path:
            self._props["path"] = path
            self.update()


class Files(Upload, component="assets/files.js"):
    """A native file field; `given` gets each choice of files as (name, bytes)."""

    def __init__(
        self,
        given: Callable[[list[tuple[str, bytes]]], Awaitable[None]],
        refused: Given,
        *,
        largest: int,
        multiple: bool = False,
        accept: str = "",
    ) -> None:
        super().__init__(multiple=multiple)
        self._props.update({"largest": largest, "accept": accept})
        self._props["multiple"] = multiple
        self._given = given
        self._largest = largest
        self._refused = refused
        self.on("refused", lambda event: refused(event.args))

    async def handle_uploads(self, files: list[Any]) -> None:
        """What NiceGUI calls with the files of one request."""
        with self.client, self.parent_slot or self:
            found = [(each.name, await each.read()) for each in files if each.size() <= self._largest]
            for each in files:
                if each.size() > self._largest:
                    self._refused(too_large(each.name, each.size(), self._largest))
            if found:
                await self._given(found)

    @property
    def name(self) -> str:
        return self.html_id


def download(text: str, name: str, kind: str = "application/yaml") -> None:
    """Give the browser a file to keep."""
    ui.download.content(text, name, kind)


def too_large(name: str, size: int, largest: int) -> str:
    """How large a file is, and how large it may be.

    >>> too_large("chart.pdf", 52_428_800, 33_554_432)
    'chart.pdf is 50.0 MB; 32.0 MB is the most'
    """
    return f"{name} is {size / 1048576:.1f} MB; {largest / 1048576:.1f} MB is the most"


def go_to(path: str) -> None:
    """Another page of ours."""
    ui.navigate.to(path)


def is_shown(element: Element) -> bool:
    """Whether somebody still looks at the page that an element is on."""
    return not element.is_deleted and not element.client.is_deleted


async def connected() -> bool:
    """Wait until the browser has the page and is connected; False where it never is, as a crawler without scripts."""
    try:
        await ui.context.client.connected(TO_CONNECT)
    except TimeoutError:
        return False
    return True


def query(name: str) -> str | None:
    """A word of the page's address."""
    return ui.context.client.request.query_params.get(name)


def button(words: str, done: Done, *, class_: str = "", **attributes: object) -> Tag:
    """A button."""
    found = Tag("button", words, type="button", class_=class_, **attributes)
    found.on("click", lambda _: done(), args=[])
    return found


def labelled(words: str, field: Callable[[], Any], *, hint: str = "", class_: str = "") -> Any:
    """A field beneath its label, and a hint that is read with it."""
    with Tag("div", class_=f"field {class_}"):
        label = Tag("label", words)
        made = field()
        label.give(for_=made.name)
        if hint:
            note = Tag("p", hint, class_="hint")
            made._props["aria-describedby"] = note.name
            made.update()
    return made


def surroundings() -> Element:
    """What stands around the page's main part, which NiceGUI makes: for what comes before it."""
    return ui.context.client.layout


def main_part(name: str) -> Element:
    """The page's main part, under an id that a link can lead to."""
    content = ui.context.client.content
    page = _around(content)
    page.props["id"] = name
    page.props["tabindex"] = -1
    return content


def busy(content: Element, is_busy: bool) -> None:
    """Tell screen readers that the page's main part is still being built, or is whole."""
    page = _around(content)
    if is_busy:
        page.props["aria-busy"] = "true"
    else:
        page.props.pop("aria-busy", None)
    page.update()


def _around(content: Element) -> Element:
    assert content.parent_slot is not None
    return content.parent_slot.parent


def open_page(path: str, title: str, draw: Callable[..., Any]) -> None:
    """A page that asks for nobody's session."""
    ui.page(path, title=title)(draw)


def own_styles(path: Path, at: str) -> None:
    """Files that pages load, and the style sheet of all of them."""
    gui.add_static_files(at, path)
