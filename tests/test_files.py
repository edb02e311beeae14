"""A file under its name is whole, or what it was: whatever fails, and whoever else writes it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from recheck.files import put, replacing, sweep, write_new, write_together, write_whole


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    for text in ("first\r\n", "zweite ä", ""):
        write_whole(target, text)
        assert target.read_bytes() == text.encode()
    assert names(tmp_path) == ["file.txt"]


@pytest.mark.parametrize("fault", [OSError(28, "full"), KeyboardInterrupt(), ValueError("x")])
def test_a_fault_leaves_what_was_there(fault: BaseException, tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    target.write_text("as it was")

    def failing() -> None:
        with replacing(target) as part:
            part.write_text("half")
            raise fault

    with pytest.raises(type(fault)):
        failing()
    assert (names(tmp_path), target.read_text()) == (["file.txt"], "as it was")
    with pytest.raises(UnicodeEncodeError):
        write_whole(target, "\ud800")
    assert (names(tmp_path), target.read_text()) == (["file.txt"], "as it was")


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert (link.is_symlink(), real.read_text()) == (True, "new")
    assert names(tmp_path / "folder") == ["real.txt"]


def test_a_file_may_be_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "open", "x")
        write_whole(tmp_path / "secret", "x", mode=0o600)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("open", "secret")] == [0o644, 0o600]


def test_a_new_file_never_takes_anothers_place(tmp_path: Path) -> None:
    assert write_new(tmp_path / "case.yaml", "mine")
    assert not write_new(tmp_path / "case.yaml", "another's")
    assert ((tmp_path / "case.yaml").read_text(), names(tmp_path)) == ("mine", ["case.yaml"])


def test_files_that_go_together_are_all_written_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_together({first: "old a", second: "old b"})
    for wrong in ({first: "new a", tmp_path / "missing" / "b": "b"}, {first: "new a", second: "\ud800"}):
        with pytest.raises((OSError, UnicodeEncodeError)):
            write_together(wrong)
        assert (first.read_text(), second.read_text(), names(tmp_path)) == ("old a", "old b", ["a", "b"])
    write_together({first: "new a", second: "new b"})
    assert (first.read_text(), second.read_text(), names(tmp_path)) == ("new a", "new b", ["a", "b"])


def test_a_name_of_any_length_can_be_written(tmp_path: Path) -> None:
    long = tmp_path / ("ä" * 120 + ".txt")
    write_whole(long, "x")
    assert long.read_text() == "x"


LEFT = """
import os, signal, sys
from pathlib import Path
from recheck.files import replacing
with replacing(Path(sys.argv[1])) as part:
    part.write_text("half")
    print(part.name, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_process_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    words = [sys.executable, "-c", LEFT, str(target)]
    one, other = (subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2))
    parts = []
    for each in (one, other):
        assert each.stdout is not None
        parts.append(each.stdout.readline().strip())
    one.kill()
    one.communicate()
    (tmp_path / ".another's.part").write_text("stays")
    (tmp_path / ".other.txt.0123456789ab.part").write_text("of another file")
    sweep(tmp_path, "out.txt")
    assert names(tmp_path) == sorted([".another's.part", ".other.txt.0123456789ab.part", parts[1]])
    sweep(tmp_path)
    assert names(tmp_path) == sorted([".another's.part", parts[1]])
    other.communicate("")
    assert names(tmp_path) == [".another's.part", "out.txt"]


def test_a_file_from_elsewhere_is_put_in_place(tmp_path: Path) -> None:
    (tmp_path / "part").write_text("whole")
    put(tmp_path / "part", tmp_path / "out")
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "whole")
