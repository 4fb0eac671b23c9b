"""A message from an editor is used without its guide, and printed if it was not used."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import pytest

from statusgen.commands.editor import GUIDE, Editor
from statusgen.commands.report import Report

EXIT_3 = "sys.exit(3)"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the editor's temporary files."""
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
    editor = Editor(asked=False)
    with pytest.raises(click.ClickException) as error:
        editor.run(lambda: Report(summary=str(editor(text))))
    return error.value.message


@pytest.mark.usefixtures("edits")
def test_the_edited_text_is_returned_and_its_file_removed(folder: Path) -> None:
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


@pytest.mark.usefixtures("edits")
@pytest.mark.parametrize(
    ("around", "kept"),
    [
        (f"{OWN}\n\n{GUIDE}", OWN),
        (f"{OWN}\n\n{GUIDE}".replace("\n", "\r\n"), OWN),
        (f"{OWN}\n\n{GUIDE}\nAnd below.", f"{OWN}\n\nAnd below."),
        (f"{OWN}\n" + GUIDE.replace(" ", "\n").replace("--\n", "-- "), OWN),
        (OWN, OWN),
        (GUIDE, ""),
    ],
)
def test_all_but_the_guide_is_used(folder: Path, around: str, kept: str) -> None:
    assert saved(folder, around) == kept


@pytest.mark.usefixtures("edits")
def test_an_editor_that_fails_cancels(folder: Path) -> None:
    program(folder, "file.write_text('Mine.')", EXIT_3)
    assert "Editing failed. Nothing was written." in failure()
    assert not [*folder.iterdir()]


def test_an_editor_that_cannot_run_is_reported(folder: Path, edits: pytest.MonkeyPatch) -> None:
    hint = "Nothing was written. Check VISUAL or EDITOR, or use --message."
    edits.setenv("EDITOR", '"unbalanced')
    assert failure() == f"No closing quotation. {hint}"
    edits.setenv("VISUAL", str(folder / "none"))
    assert failure().endswith(hint)


def test_a_text_that_was_not_used_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    editor = Editor(asked=True)
    editor.text = "Mine."
    editor.run(lambda: Report(summary="done"))
    assert capsys.readouterr().err == ""
    editor.run(lambda: Report(summary="no", failed=True))
    assert capsys.readouterr().err == "Your text was:\n\nMine.\n\n"
