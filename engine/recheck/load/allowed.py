"""`allow: [{code, why}]`: kinds of problem that stand in a mapping on purpose. What they mean is in author/lints."""

from recheck.load.shape import Shape, required, text


class AllowShape(Shape):
    """One kind of problem, and why it stands here."""

    code: str = required(text)
    why: str = required(text)
