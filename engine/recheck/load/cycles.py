"""Names that rest on themselves."""

from collections.abc import Iterable, Mapping


def way_back(start: str, needs: Mapping[str, Iterable[str]]) -> list[str]:
    """A way from a name back to itself through what each needs; empty where there is none.

    >>> way_back("a", {"a": ["b"], "b": ["a"]})
    ['a', 'b', 'a']
    """
    stack, seen = [[start]], set[str]()
    while stack:
        path = stack.pop()
        for name in sorted(needs.get(path[-1], ())):
            if name == start:
                return [*path, name]
            if name not in seen and name in needs:
                seen.add(name)
                stack.append([*path, name])
    return []
