from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sample import FILES, INCIDENT, NOW, RESOLVED, SITE, lay

from statusgen import pipeline, project
from statusgen.commands.options import UsageError
from statusgen.commands.postmortem import postmortem
from statusgen.commands.report import Report
from statusgen.commands.workspace import open_workspace
from statusgen.pipeline import Options

PATH = "content/postmortems/2026-11-20-api.md"
LOGGED = RESOLVED + "\n## Internal — 2026-11-03 09:30\n\nAna: look at [this](nowhere.md).\n"


def run(folder: Path, word: str, title: str | None = None) -> Report:
    return postmortem(open_workspace(folder, NOW), word, title=title)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay(tmp_path, FILES)


def checked(folder: Path) -> set[str]:
    """Check the whole project; return the codes of its warnings."""
    options = Options(as_of=NOW, checking=True)
    return {problem.code for problem in pipeline.plan(project.read(folder), options).problems}


def test_a_draft_passes_the_check(folder: Path) -> None:
    report = run(folder, "api", "  Why the\nAPI failed ")
    assert not report.failed
    assert report.written == PATH
    assert report.message == "Elevated error rates: draft of a postmortem"
    assert report.notes[0].startswith("`2026-11-20-api` is still open")
    text = (folder / PATH).read_text()
    assert text.startswith(
        "---\ntitle: Why the API failed\nincident: 2026-11-20-api\ndraft: true\n"
    )
    assert "- Affected components: Public API\n" in text
    assert checked(folder) == set()


def test_links_in_the_incident_and_its_log_do_not_break_the_draft(folder: Path) -> None:
    linked = LOGGED.replace("Searches are slow.", "See [that](2026-11-20-api.md).")
    lay(folder, {"content/incidents/2026-11-03-search.md": linked})
    (folder / "content/postmortems/search.md").unlink()
    report = run(folder, "2026-11-03-search")
    assert "The internal log is in comments, which are never published." in report.notes
    assert checked(folder) == set()


def test_a_draft_has_the_headings_that_the_site_requires(folder: Path) -> None:
    lay(folder, {"content/site.yml": SITE + "postmortem: {sections: [Summary, Root cause]}\n"})
    run(folder, "api")
    headings = re.findall("^## (.*)", (folder / PATH).read_text(), re.MULTILINE)
    assert {"Summary", "Root cause"} <= {*headings}


def test_a_second_postmortem_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"already has a postmortem: .*/postmortems/search\.md"):
        run(folder, "search")
    run(folder, "api")
    with pytest.raises(UsageError, match=f"already has a postmortem: .*{re.escape(PATH)}"):
        run(folder, "api")


def test_another_file_with_that_name_is_not_overwritten(folder: Path) -> None:
    other = FILES["content/postmortems/search.md"]
    lay(folder, {PATH: other})
    report = run(folder, "api")
    assert [problem.code for problem in report.problems] == ["file-exists"]
    assert (folder / PATH).read_text() == other


def test_the_postmortem_of_an_internal_incident_is_internal(folder: Path) -> None:
    drill = INCIDENT.replace("components", "internal: true\ncomponents")
    lay(folder, {"content/incidents/drill.md": drill})
    report = run(folder, "drill")
    assert report.notes[-1].endswith("its postmortem is never published.")
    assert "internal: true" in (folder / report.written).read_text()
    assert checked(folder) == set()


def test_an_internal_postmortem_cannot_be_published(folder: Path) -> None:
    drill = INCIDENT.replace("components", "internal: true\ncomponents")
    lay(folder, {"content/incidents/drill.md": drill})
    run(folder, "drill")
    with pytest.raises(
        UsageError, match=r"drill\.md cannot be published, because `drill` is internal"
    ):
        published(folder, "drill")
    run(folder, "api")
    text = (folder / PATH).read_text().replace("draft: true", "internal: true")
    (folder / PATH).write_text(text)
    with pytest.raises(UsageError, match=r"api\.md cannot be published, because it is internal"):
        published(folder)


def test_a_title_is_cleaned_and_must_not_be_empty(folder: Path) -> None:
    with pytest.raises(UsageError, match="--title: The text is empty"):
        run(folder, "api", " ")
    report = run(folder, "api", "Why\x07 it failed")
    assert not report.problems
    assert "title: Why it failed\n" in (folder / PATH).read_text()


def test_an_unknown_or_ambiguous_incident_is_a_usage_error(folder: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `2026-11-20-api`"):
        run(folder, "2026-11-20-apo")
    with pytest.raises(UsageError, match="2026-11-03-search"):
        run(folder, "2026-11")


def test_an_incident_with_mistakes_is_refused(folder: Path) -> None:
    lay(folder, {"content/incidents/broken.md": INCIDENT.replace("## Inv", "## Env")})
    report = run(folder, "broken")
    assert report.failed
    assert [problem.code for problem in report.problems] == ["unknown-state"]


def test_an_unwritable_folder_is_reported(folder: Path) -> None:
    shutil.rmtree(folder / "content/postmortems")
    (folder / "content/postmortems").write_text("in the way")
    report = run(folder, "api")
    assert [problem.code for problem in report.problems] == ["unwritable-file"]


def published(folder: Path, word: str = "api") -> Report:
    return postmortem(open_workspace(folder, NOW), word, publish=True)


def test_publishing_dates_a_finished_draft(folder: Path) -> None:
    published(folder)
    assert (
        "draft: true" in (folder / PATH).read_text()
    )  # without an earlier draft, --publish only writes one
    with pytest.raises(UsageError, match=r"is not finished: .* is still in lines \d+(, \d+)+\."):
        published(folder)
    text = (folder / PATH).read_text().replace("<!-- To be written. -->", "We learned.")
    (folder / PATH).write_bytes(text.replace("\n", "\r\n").encode())
    report = published(folder)
    assert report.summary.endswith("no longer a draft")
    assert report.notes == ("`2026-11-20-api` is still open, so some facts are missing.",)
    assert report.message == "Elevated error rates: postmortem"
    dated = text.replace("draft: true", "published: 2026-11-20 14:40 UTC")
    assert (folder / PATH).read_bytes() == dated.replace("\n", "\r\n").encode()
    with pytest.raises(UsageError, match=r"already has a postmortem: .*md$"):
        published(folder)


def test_an_unusual_draft_key_has_to_be_changed_by_hand(folder: Path) -> None:
    run(folder, "api")
    text = (folder / PATH).read_text().replace("<!-- To be written. -->", "We learned.")
    (folder / PATH).write_text(text.replace("draft: true", "draft: 'true'"))
    with pytest.raises(
        UsageError, match=r"replace `draft: true` in the front matter with `published: 2026"
    ):
        published(folder)


def test_only_the_front_matter_of_a_draft_is_changed(folder: Path) -> None:
    run(folder, "api")
    text = (folder / PATH).read_text().replace("<!-- To be written. -->", "We learned.")
    text = text.replace("draft: true", "draft: true # until Monday") + "\n```\ndraft: true\n```\n"
    (folder / PATH).write_text(text)
    with pytest.raises(
        UsageError, match=r"replace `draft: true` in the front matter with `published: 2026"
    ):
        published(folder)
    assert (folder / PATH).read_text() == text


def test_an_existing_draft_says_how_to_publish_it(folder: Path) -> None:
    run(folder, "api")
    with pytest.raises(
        UsageError, match="To publish it: `statusgen postmortem 2026-11-20-api --publish`"
    ):
        run(folder, "api")
