"""The base of all file shapes: pydantic models over YAML nodes, with errors that know their place.

Comes in: a node. Goes out: a validated shape, or problems with file, line and column: an unknown key
with the nearest known one, a missing key at its mapping, a wrong type at the value.
"""

from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_key
from recheck.model.problem import Place, Problem, did_you_mean


class Shape(BaseModel):
    """One mapping of a file. A key that no field knows is a problem with a suggestion."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    aliases: ClassVar[dict[str, str]] = {}
    node: Any = None

    @model_validator(mode="before")
    @classmethod
    def _known_keys_only(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, YamlMapping):
            raise PydanticCustomError("wrong_type", "a mapping is wanted here")
        renamed = {cls.aliases.get(name, name): name for name in cls.model_fields if name != "node"}
        problems: list[Problem] = info.context["problems"]
        problems.extend(unknown_key(data, key, list(renamed)) for key in data if key not in renamed)
        return {renamed[key]: value for key, value in data.items() if key in renamed} | {"node": data}

    def place(self, key: str | None = None) -> Place:
        """Where the mapping stands, or the value of one of its keys."""
        written = self.aliases.get(key, key) if key else None
        found: Place = self.node[written].place if written in self.node else self.node.place
        return found


def _text(node: Any) -> str:
    if isinstance(node, Scalar):
        return node.text
    raise PydanticCustomError("wrong_type", "a word or text is wanted here")


def _flag(node: Any) -> bool:
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    raise PydanticCustomError("wrong_type", "true or false is wanted here")


def _whole(node: Any) -> int:
    if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    raise PydanticCustomError("wrong_type", "a whole number is wanted here")


def _number(node: Any) -> int | float:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    raise PydanticCustomError("wrong_type", "a number is wanted here")


def _day(node: Any) -> date:
    if isinstance(node, Scalar) and isinstance(node.value, date):
        return node.value
    raise PydanticCustomError("wrong_type", "a date such as 2016-11-30 is wanted here")


def _texts(node: Any) -> tuple[str, ...]:
    items = node if isinstance(node, YamlList) else [node]
    return tuple(_text(item) for item in items)


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Num = Annotated[int | float, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]
Raw = Any
AsText = BeforeValidator(_text)
"""Before an enumeration: take the scalar's text, then look it up."""

S = TypeVar("S", bound=Shape)


def shaped(shape: type[S], node: Node | None, problems: list[Problem]) -> S | None:
    """The node as this shape; None after adding every problem that keeps it from being one."""
    if node is None:
        return None
    before = len(problems)
    try:
        found = shape.model_validate(node, context={"problems": problems})
    except ValidationError as error:
        problems.extend(_problem(node, each) for each in error.errors(include_url=False))
        return None
    return None if len(problems) > before else found


def _problem(root: Node, error: Any) -> Problem:
    node, key = root, None
    for step in error["loc"]:
        key = str(step)
        if isinstance(node, YamlMapping) and key in node:
            node, key = node[key], None
        elif isinstance(node, YamlList) and isinstance(step, int) and step < len(node):
            node, key = node[step], None
        else:
            break
    if error["type"] == "missing":
        return Problem("missing-key", f"'{key}' is missing here", node.place, f"add '{key}: …'")
    if error["type"] == "enum":
        expected = str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        text = node.text if isinstance(node, Scalar) else "this"
        suggestion = did_you_mean(text, expected.split(", ")) or f"one of: {expected}"
        return Problem("unknown-value", f"'{text}' is not known here", node.place, suggestion)
    found = f", not '{node.text}'" if isinstance(node, Scalar) else ""
    return Problem("wrong-type", f"{error['msg']}{found}", node.place)
