"""Reading texts: what is read, what is ignored, and what is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sample import FILES, INCIDENT, SITE, lay

from statusgen.files import locate, read_texts
from statusgen.source.text import Texts


def found(texts: Texts) -> list[str]:
    return [f"{problem.code} {problem.span.path}" for problem in texts.problems]


def paths(texts: Texts) -> list[str]:
    return [file.path for file in texts.files]


def test_a_project_is_found_from_any_folder_in_it(tmp_path: Path) -> None:
    folder = lay(tmp_path / "p", FILES)
    inner = folder / "content" / "incidents" / "2026"
    inner.mkdir()
    assert locate(inner) == folder.resolve()
    assert locate(folder) == folder.resolve()
    assert locate(tmp_path) == tmp_path


def test_ignored_files_are_not_read(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "content/site.yml": SITE,
            "content/README.md": "",
            "content/incidents/README.md": "",
            "content/incidents/_draft.md": "",
            "content/incidents/.hidden.md": "",
            "content/incidents/_old/x.txt": "",
            "content/static/.DS_Store": "",
        },
    )
    (tmp_path / "content/_out.md").symlink_to("/etc/hostname")
    texts = read_texts(tmp_path)
    assert texts.problems == ()
    assert paths(texts) == ["content/site.yml"]


def test_incidents_can_be_in_subfolders(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yml": SITE, "content/incidents/2026/11/a.md": INCIDENT})
    assert "content/incidents/2026/11/a.md" in paths(read_texts(tmp_path))


def test_unused_files_are_warnings(tmp_path: Path) -> None:
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
    texts = read_texts(tmp_path)
    assert found(texts) == [
        "stray-file content/a.md",
        "stray-file content/incident",
        "stray-file content/incidents/a.txt",
    ]
    assert texts.problems[1].hint == "Did you mean content/incidents/?"
    assert not any(problem.is_error for problem in texts.problems)


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("incidents/2026-11-20-web", "2026-11-20-web.md"),
        ("incidents/2026/2026-11-20-web.markdown", "2026-11-20-web.md"),
        ("incidents/2026-11-20-web.md.txt", "2026-11-20-web.md"),
        ("incidents/2026-11-20-web.MD", "2026-11-20-web.md"),
        ("postmortems/web.mdx", "web.md"),
        ("scenarios/web.txt", "web.md"),
    ],
)
def test_a_text_without_its_extension_is_an_error(name: str, better: str, tmp_path: Path) -> None:
    for text in (INCIDENT, f"\ufeff\n{INCIDENT}".replace("\n", "\r\n")):
        lay(tmp_path, {"content/site.yml": SITE, f"content/{name}": text})
        (problem,) = read_texts(tmp_path).problems
        assert (problem.code, problem.is_error) == ("stray-file", True)
        assert problem.span.path == f"content/{name}"
        assert problem.hint.startswith(f"Rename it to {better}. ")


def test_copies_and_other_files_beside_texts_are_warnings(tmp_path: Path) -> None:
    files = {
        f"content/incidents/{name}": INCIDENT
        for name in ("a.md", "#a.md#", "a.md~", "a.md.orig", "_b.txt", ".c.md.swp")
    }
    other = {"content/incidents/notes.txt": "---\n", "content/b.markdown": INCIDENT}
    lay(tmp_path, {"content/site.yml": SITE, **files, **other})
    texts = read_texts(tmp_path)
    assert len(texts.problems) == 5
    assert not any(problem.is_error for problem in texts.problems)


def test_a_folder_without_site_yml_is_not_a_project(tmp_path: Path) -> None:
    texts = read_texts(tmp_path)
    assert found(texts) == ["no-site content/site.yml"]
    assert "statusgen init" in texts.problems[0].hint


def test_a_site_file_of_another_name_is_found(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yaml": SITE})
    texts = read_texts(tmp_path)
    assert found(texts) == ["stray-file content/site.yaml", "no-site content/site.yml"]
    assert "Rename content/site.yaml" in texts.problems[1].hint


def test_links_out_of_the_project_are_errors(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", {"secret.md": "secret", "folder/b.md": "secret"})
    folder = lay(tmp_path / "project", FILES)
    (folder / "content/incidents/a.md").symlink_to(tmp_path / "elsewhere/secret.md")
    (folder / "content/incidents/b").symlink_to("../../../elsewhere/folder")
    (folder / "content/incidents/same.md").symlink_to("2026-11-20-api.md")
    texts = read_texts(folder)
    assert found(texts) == [
        "outside-project content/incidents/a.md",
        "outside-project content/incidents/b",
    ]
    assert "content/incidents/same.md" in paths(texts)
    assert not any(b"secret" in file.data for file in texts.files)
    assert texts.unread == ("content/incidents/a.md",)


def test_unreadable_files_are_listed(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    (folder / "content/incidents/dangling.md").symlink_to("nothing.md")
    os.mkfifo(folder / "content/incidents/pipe.md")
    texts = read_texts(folder)
    assert found(texts) == [
        "unreadable-file content/incidents/dangling.md",
        "unreadable-file content/incidents/pipe.md",
    ]
    assert texts.unread == ("content/incidents/dangling.md", "content/incidents/pipe.md")


@pytest.mark.parametrize("name", [b"a\xff.md", b"a\nb.md", b"a\\b.md", "a\u202eb.md".encode()])
def test_names_that_do_not_work_in_a_url_are_errors(tmp_path: Path, name: bytes) -> None:
    folder = lay(tmp_path, FILES)
    (Path(os.fsdecode(os.fsencode(folder / "content/incidents") + b"/" + name))).write_bytes(b"")
    texts = read_texts(folder)
    assert found(texts) == ["file-name content/incidents"]
    texts.problems[0].as_text().encode()


def test_ignored_files_can_have_any_name(tmp_path: Path) -> None:
    folder = lay(tmp_path, FILES)
    for name in (".a\nb", "_a\u202eb.md"):
        (folder / "content/incidents" / name).write_text("", encoding="utf-8")
    assert read_texts(folder).problems == ()
