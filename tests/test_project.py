"""Reading from the disk: what is read, what is left alone, and what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sample import FILES, INCIDENT, SITE, lay

from statusgen import project
from statusgen.model import StaticFile
from statusgen.pipeline import Inputs


def found(inputs: Inputs) -> list[str]:
    return [f"{problem.code} {problem.span.path}" for problem in inputs.problems]


def paths(inputs: Inputs) -> list[str]:
    return [file.path for file in inputs.files]


def test_it_reads_texts_and_static_files_in_one_order(tmp_path: Path) -> None:
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


def test_what_is_left_alone_is_not_even_looked_at(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "content/site.yml": SITE,
            "content/README.md": "",
            "content/incidents/README.md": "",
            "content/incidents/_draft.md": "",
            "content/incidents/.hidden.md": "",
            "content/incidents/_old/x.txt": "",
            "content/scenarios/db.md": "{{",
            "content/static/.DS_Store": "",
        },
    )
    (tmp_path / "content/scenarios/out.md").symlink_to("/etc/hostname")
    inputs = project.read(tmp_path)
    assert inputs.problems == ()
    assert paths(inputs) == ["content/site.yml"]
    assert inputs.static == ()


def test_incidents_may_stand_in_folders(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yml": SITE, "content/incidents/2026/11/a.md": INCIDENT})
    assert "content/incidents/2026/11/a.md" in paths(project.read(tmp_path))


def test_files_that_nothing_reads_are_named(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "content/site.yml": SITE,
            "content/incidents/a.txt": "",
            "content/a.md": "",
            "content/incident/b.md": "",
            "content/incident/c.md": "",
        },
    )
    inputs = project.read(tmp_path)
    assert found(inputs) == [
        "stray-file content/a.md",
        "stray-file content/incident",
        "stray-file content/incidents/a.txt",
    ]
    assert inputs.problems[1].hint == "Did you mean content/incidents/?"
    assert not any(problem.is_error for problem in inputs.problems)


def test_a_folder_without_site_yml_is_no_project(tmp_path: Path) -> None:
    inputs = project.read(tmp_path)
    assert found(inputs) == ["no-site content/site.yml"]
    assert "statusgen init" in inputs.problems[0].hint


def test_a_site_file_of_another_name_is_found(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yaml": SITE})
    inputs = project.read(tmp_path)
    assert found(inputs) == ["stray-file content/site.yaml", "no-site content/site.yml"]
    assert "Rename content/site.yaml" in inputs.problems[1].hint


def test_links_may_not_lead_out_of_the_project(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", {"secret.md": "secret", "folder/b.md": "secret"})
    folder = lay(tmp_path / "project", FILES)
    (folder / "content/incidents/a.md").symlink_to(tmp_path / "elsewhere/secret.md")
    (folder / "content/incidents/b").symlink_to("../../../elsewhere/folder")
    (folder / "content/incidents/same.md").symlink_to("2026-11-20-api.md")
    inputs = project.read(folder)
    assert found(inputs) == [
        "outside-project content/incidents/a.md",
        "outside-project content/incidents/b",
    ]
    assert "content/incidents/same.md" in paths(inputs)
    assert not any(b"secret" in file.data for file in inputs.files)
    assert inputs.unread == ("content/incidents/a.md",)


def test_a_project_may_itself_be_reached_by_a_link(tmp_path: Path) -> None:
    lay(tmp_path / "real", FILES)
    (tmp_path / "link").symlink_to("real")
    assert project.read(tmp_path / "link") == project.read(tmp_path / "real")


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    (folder / "content/incidents/up").symlink_to("..")
    (folder / "content/incidents/self.md").symlink_to("self.md")
    assert found(project.read(folder)) == [
        "unreadable-file content/incidents/self.md",
        "folder-loop content/incidents/up",
    ]


@pytest.mark.parametrize("folder", ["content", "content/static", "themes"])
def test_a_file_where_a_folder_must_be_is_a_problem(tmp_path: Path, folder: str) -> None:
    known = {path: text for path, text in FILES.items() if not path.startswith(f"{folder}/")}
    inputs = project.read(lay(tmp_path, known | {folder: "a file"}))
    assert f"unreadable-file {folder}" in found(inputs)
    assert inputs.static == () or folder == "themes"


def test_what_cannot_be_read_is_known_by_name(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    (folder / "content/incidents/dangling.md").symlink_to("nothing.md")
    os.mkfifo(folder / "content/incidents/pipe.md")
    inputs = project.read(folder)
    assert found(inputs) == [
        "unreadable-file content/incidents/dangling.md",
        "unreadable-file content/incidents/pipe.md",
    ]
    assert inputs.unread == ("content/incidents/dangling.md", "content/incidents/pipe.md")


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


@pytest.mark.parametrize("name", [b"a\xff.md", b"a\nb.md", b"a\\b.md", "a\u202eb.md".encode()])
def test_names_that_no_address_can_hold_are_problems(tmp_path: Path, name: bytes) -> None:
    folder = lay(tmp_path, FILES)
    (Path(os.fsdecode(os.fsencode(folder / "content/incidents") + b"/" + name))).write_bytes(b"")
    inputs = project.read(folder)
    assert found(inputs) == ["file-name content/incidents"]
    inputs.problems[0].as_text().encode()


def test_themes_are_read_with_the_default_one_beside_them(tmp_path: Path) -> None:
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


def test_languages_come_with_the_package(tmp_path: Path) -> None:
    assert [language.code for language in project.read(tmp_path).languages] == ["en", "fr"]
