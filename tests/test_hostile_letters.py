"""Files made to harm: each is one problem, in bounded time and memory, and stops no other letter."""

import zlib
from pathlib import Path

import pytest

from letters_written import Written, later, pdf
from recheck.letters import parallel
from recheck.letters.importing import import_letters
from recheck.letters.read import text_of
from recheck.model.rule import RuleSet

pytest.importorskip("pypdfium2")
TEXT = b"BT /F1 10 Tf 12 TL 50 780 Td "


def document(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def one_page(stream: bytes, *, filters: bytes = b"", box: bytes = b"[0 0 612 842]") -> bytes:
    font = b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    again = b"/X Do /X Do \n"
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R "
            b"/Resources << /Font %s /XObject << /X 5 0 R >> >> >>" % (box, font),
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> "
            b"/Length %d >>\nstream\n%sendstream" % (len(again), again),
        ]
    )


LOOP = one_page(b"/X Do")
"""A form that draws itself twice."""
WALL = one_page(
    zlib.compress(TEXT + b"(aaaaaaaaaaaaaaaaaaaa) Tj T* " * 20_000 + b"ET"), filters=b"/Filter /FlateDecode"
)
"""Some kilobytes that become a page of 400,000 characters."""

ZEROS = zlib.compress(zlib.compress(b"\0" * 10**7))


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("not-a-pdf", WALL),
        (
            "not-a-pdf",
            b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\ntrailer << /Root 1 0 R >>",
        ),
        (
            "not-a-pdf",
            document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 999999999 >>"]),
        ),
        ("not-a-pdf", document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 150 >>"])),
        (
            "no-text-layer",
            one_page(zlib.compress(zlib.compress(b"\0" * 10**7)), filters=b"/Filter [/FlateDecode /FlateDecode]"),
        ),
    ],
    ids=["wall of text", "deep", "pages in a loop", "pages that are not there", "nested filters"],
)
def test_a_hostile_pdf_is_one_problem(code: str, data: bytes) -> None:
    text, problems = text_of(data, "a.pdf")
    assert text is None
    assert [each.code for each in problems] == [code]


@pytest.mark.parametrize("box", [b"[0 0 1e30 1e30]", b"[0 0 -5 0]", b"[0 0 0 0]", b"[9 9]"])
def test_the_size_of_a_page_does_not_matter(box: bytes) -> None:
    text, _ = text_of(one_page(TEXT + b"(ladder) Tj ET", box=box), "a.pdf")
    assert text and text.text.strip() == "ladder"


def test_a_pdf_that_never_ends_is_left_and_the_others_are_read(
    tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "SECONDS", 2)
    (tmp_path / "loop.pdf").write_bytes(LOOP)
    (tmp_path / "good.txt").write_text(later([Written("MRI of the left knee")]), encoding="utf-8")
    (tmp_path / "good.pdf").write_bytes(pdf([[line.strip() for line in later([Written("TENS unit")]).splitlines()]]))
    paths = sorted(str(file) for file in tmp_path.iterdir())
    found = {Path(each.letter).name: each for each in import_letters(paths, tmp_path / "out", rules.vocabulary, jobs=2)}
    assert [each.code for each in found["loop.pdf"].problems] == ["reader-died"]
    assert found["good.txt"].file and found["good.pdf"].file


def test_a_bomb_of_memory_ends_nothing_but_itself() -> None:
    found = dict(parallel.in_parallel(_takes, ["small", "huge", "small too"], 2))
    assert found == {"small": "done", "huge": "no memory", "small too": "done"}


def _takes(item: str) -> str:
    try:
        return "done" if bytearray(parallel.MEMORY * 2 if item == "huge" else 100) else ""
    except MemoryError:
        return "no memory"
