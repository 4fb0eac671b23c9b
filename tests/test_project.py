"""Reading a project: what is read, what is ignored, and what is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, SITE, lay

from statusgen import project
from statusgen.model import StaticFile
from statusgen.notation.words import LANGUAGES
from statusgen.pipeline import Inputs


def found(inputs: Inputs) -> list[str]:
    return [f"{problem.code} {problem.span.path}" for problem in inputs.problems]


def paths(inputs: Inputs) -> list[str]:
    return [file.path for file in inputs.files]


def test_files_are_read_in_a_fixed_order(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"content/static/.well-known/security.txt": "x", "content/static/_a": ""})
    inputs = project.read(tmp_path)
    assert inputs.problems == ()
    assert paths(inputs) == [
        "content/incidents/2026-11-03-search.md",
        "content/incidents/2026-11-20-api.md",
        "content/postmortems/search.md",
        "content/site.yml",
    ]
    assert inputs.files[-1].data == SITE.encode()
    assert [file.path for file in inputs.static] == [
        ".well-known/security.txt",
        "static/_a",
        "static/note.txt",
    ]
    assert inputs.static[0] == StaticFile(path=".well-known/security.txt", data=b"x")


def test_names_can_have_any_kind_of_space(tmp_path: Path) -> None:
    names = [f"at 10.15{blank}AM.png" for blank in " \u00a0\u202f\u3000"]
    inputs = project.read(lay(tmp_path, FILES | {f"content/static/{name}": "" for name in names}))
    assert inputs.problems == ()
    assert {f"static/{name}" for name in names} < {file.path for file in inputs.static}


def test_hidden_files_can_have_any_name(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES | {"themes/ours/static/.a\nb": "", "content/static/.a\nb": ""})
    assert project.read(folder).problems == ()


def test_custom_themes_and_the_default_theme_are_read(tmp_path: Path) -> None:
    folder = lay(
        tmp_path,
        FILES
        | {
            "themes/ours/templates/page.html": "{{ title }}",
            "themes/ours/static/a.woff2": b"\xff\x00",
            "themes/ours/README.md": "",
        },
    )
    inputs = project.read(folder)
    assert inputs.themes == (
        ("ours", (("templates/page.html", b"{{ title }}"), ("static/a.woff2", b"\xff\x00"))),
    )
    assert "templates/page.html" in dict(inputs.default_theme)


def test_languages_are_part_of_the_package(tmp_path: Path) -> None:
    assert {language.code for language in project.read(tmp_path).languages} == set(LANGUAGES)


@pytest.mark.parametrize("folder", ["content", "content/static", "themes"])
def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path, folder: str) -> None:
    known = {path: text for path, text in FILES.items() if not path.startswith(f"{folder}/")}
    inputs = project.read(lay(tmp_path, known | {folder: "a file"}))
    assert f"unreadable-file {folder}" in found(inputs)
    assert inputs.static == () or folder == "themes"


def test_a_project_can_be_a_symbolic_link(tmp_path: Path) -> None:
    lay(tmp_path / "real", FILES)
    (tmp_path / "link").symlink_to("real")
    assert project.read(tmp_path / "link") == project.read(tmp_path / "real")


def test_a_loop_of_links_is_an_error(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    (folder / "content/incidents/up").symlink_to("..")
    (folder / "content/incidents/self.md").symlink_to("self.md")
    assert found(project.read(folder)) == [
        "unreadable-file content/incidents/self.md",
        "folder-loop content/incidents/up",
    ]


def test_a_file_of_fifty_megabytes_is_never_loaded(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    for name in ("incidents/large.md", "static/large.iso"):
        with (folder / "content" / name).open("wb") as stream:
            stream.truncate(50_000_000)
    inputs = project.read(folder)
    assert found(inputs) == [
        "file-too-large content/incidents/large.md",
        "file-too-large content/static/large.iso",
    ]
    assert "50,000,000 bytes" in inputs.problems[0].message
    assert inputs.unread == ("content/incidents/large.md",)
