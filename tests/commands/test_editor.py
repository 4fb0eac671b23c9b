"""A message from an editor is used or kept, whatever the editor does."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import pytest

from statusgen.commands.editor import GUIDE, SCISSORS, Editor
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
        "\nIn Markdown.",
    ],
)
def test_only_the_text_above_the_scissors_is_used(folder: Path, below: str) -> None:
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
def test_a_text_mixed_with_the_guide_is_refused_and_kept(folder: Path, text: str) -> None:
    program(folder, f"file.write_bytes({text.encode()!r})")
    message = failure()
    (kept,) = folder.iterdir()
    assert f"Nothing was written. Whatever you saved is in {kept}." in message
    assert kept.read_text() == text


@pytest.mark.usefixtures("edits")
def test_a_text_that_is_not_utf_8_is_refused_and_kept(folder: Path) -> None:
    program(folder, "file.write_bytes(b'caf\\xe9')", EXIT_3)
    message = failure()
    (kept,) = folder.iterdir()
    assert message.startswith("Cannot use your message: 'utf-8' codec can't decode byte 0xe9")
    assert f"Nothing was written. Whatever you saved is in {kept}." in message
    assert kept.read_bytes() == b"caf\xe9"


@pytest.mark.usefixtures("edits")
def test_a_text_saved_before_the_editor_failed_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(folder, "file.write_text('Mine.')", EXIT_3)
    assert "Editing failed. Nothing was written." in failure()
    assert capsys.readouterr().err == "Your text was:\n\nMine.\n\n"
    program(folder, EXIT_3)
    assert "Editing failed. Nothing was written." in failure()
    assert capsys.readouterr().err == ""
    assert not [*folder.iterdir()]


@pytest.mark.usefixtures("edits")
def test_a_missing_file_is_reported(folder: Path) -> None:
    program(folder, "file.unlink()")
    assert failure().startswith("Cannot use your message: [Errno 2] No such file or directory")
    program(folder, "file.unlink()", "file.mkdir()")
    assert failure().startswith("Cannot use your message: [Errno 21] Is a directory")


def test_an_editor_that_cannot_run_is_reported(folder: Path, edits: pytest.MonkeyPatch) -> None:
    edits.setenv("EDITOR", '"unbalanced')
    hint = "Nothing was written. Check VISUAL or EDITOR."
    assert failure() == f"Cannot edit your message: No closing quotation. {hint}"
    edits.setenv("VISUAL", str(folder / "none"))
    assert failure().endswith(hint)
    edits.setattr(tempfile, "tempdir", str(folder / "none"))
    assert failure().startswith("Cannot create a file for the editor: [Errno 2] No such file")


def test_a_text_that_was_not_used_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    editor = Editor(asked=True)
    editor.text = "Mine."
    editor.run(lambda: Report(summary="done"))
    assert capsys.readouterr().err == ""
    editor.run(lambda: Report(summary="no", failed=True))
    assert capsys.readouterr().err == "Your text was:\n\nMine.\n\n"
