"""A text from an editor, whatever the editor does."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import pytest

from statusgen.commands.editor import GUIDE, SCISSORS, Editor
from statusgen.commands.report import Report

BROKEN_OFF = "sys.exit(3)"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the editor's files are."""
    place = tmp_path / "own"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.delenv("VISUAL", raising=False)
    return place


@pytest.fixture
def edits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("EDITOR", f"{sys.executable} {folder.parent / 'edit.py'}")
    return monkeypatch


def program(folder: Path, *lines: str) -> None:
    head = ("import pathlib, sys", "file = pathlib.Path(sys.argv[1])")
    (folder.parent / "edit.py").write_text("\n".join((*head, *lines)))


def failure(text: str = "Ready.") -> str:
    with pytest.raises(click.ClickException) as error, Editor(asked=False) as editor:
        editor(text)
    return error.value.message


@pytest.mark.usefixtures("edits")
def test_a_text_is_edited_in_a_file_that_is_removed(folder: Path) -> None:
    program(folder, "file.write_bytes(b'\\xef\\xbb\\xbfMore.\\r\\n' + file.read_bytes())")
    assert Editor(asked=False)("Ready.") == "More.\nReady."
    assert not [*folder.iterdir()]
    program(folder, "file.touch()")
    assert Editor(asked=False)("Ready.") == "Ready."
    program(folder, "pass")
    assert Editor(asked=False)("Ready.") is None
    assert not [*folder.iterdir()]


OWN = "Some requests fail.\n\n<!-- Ana\nis sure -->\n\n---\n\nWe look."


def saved(folder: Path, text: str) -> str | None:
    program(folder, f"file.write_bytes({text.encode()!r})")
    return Editor(asked=False)("Ready.")


WHOLE = f"\n{SCISSORS}\n{GUIDE}"


@pytest.mark.usefixtures("edits")
@pytest.mark.parametrize(
    "below",
    [
        WHOLE,
        WHOLE.replace("\n", "\r\n"),
        f"{WHOLE}\nWritten below.",
        f"\n{SCISSORS}",
        WHOLE.replace("Markdown", "text"),
        "",
        "\nIt is Markdown.",
    ],
)
def test_the_text_is_what_is_above_the_scissors(folder: Path, below: str) -> None:
    expected = OWN if SCISSORS in below else OWN + below
    assert saved(folder, OWN + below) == expected
    assert not [*folder.iterdir()]


@pytest.mark.usefixtures("edits")
@pytest.mark.parametrize(
    "text",
    [
        *(f"{OWN}\n  {line}\nMore." for line in GUIDE.splitlines()),
        OWN + "\n" + GUIDE.replace(" ", "\n"),
        f"\n{SCISSORS}\n{GUIDE}{OWN}",
    ],
)
def test_a_text_among_the_guide_is_kept_and_nothing_is_written(folder: Path, text: str) -> None:
    program(folder, f"file.write_bytes({text.encode()!r})")
    message = failure()
    (kept,) = folder.iterdir()
    assert f"so nothing was written. Whatever was saved is kept in {kept};" in message
    assert kept.read_text() == text


@pytest.mark.usefixtures("edits")
def test_what_is_not_utf_8_is_kept_in_a_file_that_is_named(folder: Path) -> None:
    program(folder, "file.write_bytes(b'caf\\xe9')", BROKEN_OFF)
    message = failure()
    (kept,) = folder.iterdir()
    assert message.startswith("The text cannot be used ('utf-8' codec can't decode byte 0xe9")
    assert f"so nothing was written. Whatever was saved is kept in {kept};" in message
    assert kept.read_bytes() == b"caf\xe9"


@pytest.mark.usefixtures("edits")
def test_what_was_saved_before_an_editor_broke_off_is_given_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(folder, "file.write_text('Mine.')", BROKEN_OFF)
    assert "Editing failed), so nothing was written." in failure()
    assert capsys.readouterr().err == "Your text was:\n\nMine.\n\n"
    program(folder, BROKEN_OFF)
    assert "Editing failed), so nothing was written." in failure()
    assert capsys.readouterr().err == ""
    assert not [*folder.iterdir()]


@pytest.mark.usefixtures("edits")
def test_a_file_that_is_gone_is_told(folder: Path) -> None:
    program(folder, "file.unlink()")
    assert failure().startswith("The text cannot be used ([Errno 2] No such file or directory")
    program(folder, "file.unlink()", "file.mkdir()")
    assert failure().startswith("The text cannot be used ([Errno 21] Is a directory")


def test_an_editor_that_is_no_command_is_told(folder: Path, edits: pytest.MonkeyPatch) -> None:
    edits.setenv("EDITOR", '"unbalanced')
    unusable = "The editor cannot be used (No closing quotation), so nothing was written."
    assert failure() == f"{unusable} See VISUAL and EDITOR."
    edits.setenv("VISUAL", str(folder / "none"))
    assert failure().endswith("so nothing was written. See VISUAL and EDITOR.")
    edits.setattr(tempfile, "tempdir", str(folder / "none"))
    assert failure().startswith("No file can be made for the editor ([Errno 2] No such file")


def test_a_text_that_could_not_be_used_is_given_back(capsys: pytest.CaptureFixture[str]) -> None:
    pen = Editor(asked=True)
    pen.text = "Mine."
    pen.give_back(Report(summary="done"))
    assert capsys.readouterr().err == ""
    pen.give_back(Report(summary="no", failed=True))
    assert capsys.readouterr().err == "Your text was:\n\nMine.\n\n"
