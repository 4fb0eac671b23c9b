"""The docs cover everything there is and nothing else, and their examples work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import jinja2
import pytest
from click.testing import CliRunner
from jinja2 import nodes
from sample import NOW, settle

import statusgen
from statusgen.commands import main
from statusgen.commands.init import init
from statusgen.model import Settings
from statusgen.notation.words import fold
from statusgen.outputs.table import COLUMNS
from statusgen.reading.updates import NAMES
from statusgen.rendering.kit import LABEL_FILTERS, LOCALE_FILTERS, Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme
from statusgen.schema.editors import json_schema
from statusgen.schema.front_matter import PLACEHOLDERS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
}

STORY = "2026-11-20 15:20 Europe/Paris"
"""The moment of the demonstration site."""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n'
"""A stand-in for the images in examples."""

Block = tuple[str, str, str]
"""A path, or nothing; a language; a text."""

_BLOCK = re.compile(
    r"(?:^\*\*(?P<path>\S+/\S+)\*\*\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(page: str) -> list[Block]:
    """Return the code blocks of a page; one below a bold path is a whole file."""
    found = _BLOCK.finditer(PAGES[page])
    return [(block["path"] or "", block["language"], block["text"]) for block in found]


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def section(page: str, title: str) -> str:
    """Return the text below a heading with its subsections, without code blocks."""
    text = without_code(PAGES[page])
    found = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert found, f"{page} has no section {title!r}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def tables(text: str) -> list[str]:
    return re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)


def rows(table: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a table, without its head."""
    for line in table.splitlines()[2:]:
        yield [cell.strip() for cell in line[1:-1].split("|")]


def code(text: str) -> list[str]:
    return _CODE.findall(text)


def listed(text: str) -> set[str]:
    """Return the code words in the first cells of all tables."""
    return {word for table in tables(text) for row in rows(table) for word in code(row[0])}


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    titles = (title.lower() for _, title in _HEADING.findall(without_code(text)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def run(*arguments: str) -> str:
    """Run a command, which must succeed, and return its output."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def lay(folder: Path, page: str) -> None:
    """Write the files of a page; an update without a path is added to the file before it."""
    name = ""
    for path, language, text in blocks(page):
        name = path or name
        target = folder / name
        if path:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif language == "markdown":
            assert text.startswith("## "), text
            target.write_text(f"{target.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


# --- examples ---


def test_the_examples_of_the_content_format_build_without_problems(
    tmp_path: Path,
) -> None:
    lay(tmp_path, "docs/content.md")
    (tmp_path / "content/static").mkdir()
    for name in ("logo", "keys"):
        (tmp_path / f"content/static/{name}.svg").write_text(DRAWING)
    printed = run("check", str(tmp_path), "--strict", "--now", "2026-11-20 16:30")
    assert printed == f"no problems in {len(list(tmp_path.rglob('*.*')))} files\n"


@pytest.mark.parametrize(
    ("page", "now", "incidents"),
    [("README.md", "14:30", 1), ("docs/authors.md", "15:45", 3)],
    ids=["README", "authors"],
)
def test_examples_build_in_a_new_project(
    tmp_path: Path, page: str, now: str, incidents: int
) -> None:
    init(tmp_path, NOW, {})
    settle(tmp_path)
    lay(tmp_path, page)
    run("build", str(tmp_path), "--strict", "--now", f"2026-11-20 {now} UTC")
    pages = sorted(tmp_path.glob("output/incidents/*/index.html"))
    assert len(pages) == incidents
    first = tmp_path / "output/incidents/2026-11-20-sign-in/index.html"
    assert "cannot sign in" in first.read_text(encoding="utf-8")


def test_the_first_incident_has_five_lines() -> None:
    text = next(text for path, _, text in blocks("README.md") if path)
    assert len([line for line in text.splitlines() if line.strip("-")]) == 5


@pytest.mark.parametrize("page", ["docs/operators.md", "docs/themes.md"])
def test_settings_and_templates_in_the_docs_work(tmp_path: Path, page: str) -> None:
    init(tmp_path, NOW, {})
    settle(tmp_path)
    settings = tmp_path / "content/site.yml"
    text = settings.read_text(encoding="utf-8")
    for path, language, shown in blocks(page):
        if path:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(shown, encoding="utf-8")
        elif language == "yaml":
            key = shown.partition(":")[0]
            text = re.sub(rf"^{key}:.*\n", "", text, flags=re.MULTILINE) + shown
    settings.write_text(text, encoding="utf-8")
    run("build", str(tmp_path), "--strict")
    index = (tmp_path / "output/index.html").read_text(encoding="utf-8")
    assert ("Call us: " in index) == ("themes" in page)


def test_the_channels_in_the_docs_are_valid(tmp_path: Path) -> None:
    shown = [text for _, language, text in blocks("docs/announcing.md") if language == "yaml"]
    *shown, team = shown
    person = team.splitlines()[-1]
    assert len(shown) == 4
    init(tmp_path / "new", NOW, {})
    settings = tmp_path / "new/content/site.yml"
    text = settings.read_text(encoding="utf-8")
    plain = person.partition(", notify:")[0] + "}"
    assert plain in text
    text = text.replace(plain, person)
    settings.write_text(f"{text}channels:\n{''.join(shown)}", encoding="utf-8")
    settle(tmp_path / "new")
    run("check", str(tmp_path / "new"), "--strict", "--now", "2026-11-20 16:30")


@pytest.mark.parametrize("page", PAGES)
def test_commands_in_the_docs_are_valid(page: str) -> None:
    for _, language, text in blocks(page):
        for line in text.splitlines() if language == "sh" else ():
            program, *words = shlex.split(line, comments=True) or [""]
            if program == "statusgen":
                name, command, arguments = main.resolve_command(click.Context(main), words)
                assert command, line
                command.make_context(name, arguments)


# --- what there is ---


def commands() -> dict[str, set[str]]:
    """Return every command with its options."""
    return {
        name: {option for each in command.params for option in each.opts if option[0] == "-"}
        for name, command in main.commands.items()
    }


def test_every_command_and_option_is_in_the_reference() -> None:
    page = "docs/commands.md"
    titles = re.findall(r"^## (`statusgen (\w+).*)$", PAGES[page], re.MULTILINE)
    assert sorted(name for _, name in titles) == sorted(commands())
    for title, name in titles:
        first = (row[0] for table in tables(section(page, title)) for row in rows(table))
        found = {word.partition(" ")[0] for cell in first for word in code(cell)}
        assert {word for word in found if word.startswith("--")} == commands()[name], name


def test_every_cell_of_the_reference_is_short() -> None:
    for table in tables(PAGES["docs/commands.md"]):
        for row in rows(table):
            assert max(len(cell.split()) for cell in row) <= 30, row


def keys(schema: Any) -> set[str]:  # noqa: ANN401 - a JSON document
    """Return the names of all properties anywhere in a schema."""
    if isinstance(schema, list):
        return set().union(*map(keys, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if "properties" in schema else set()
    return own.union(*map(keys, schema.values()))


def test_every_key_is_in_the_content_format() -> None:
    page = "docs/content.md"
    assert listed(section(page, "site.yml")) == keys(json_schema("site"))
    front = section(page, "Front matter, key by key")
    assert listed(front) == set(json_schema("incident")["properties"])
    assert keys(json_schema("incident")) - listed(front) <= set(code(front))
    assert listed(section(page, "Postmortems")) == set(json_schema("postmortem")["properties"])
    scenarios = tables(section(page, "Scenarios"))
    assert listed(scenarios[0]) | {"ask", "default"} == keys(json_schema("scenario"))
    assert listed(scenarios[1]) == set(PLACEHOLDERS)
    assert listed(section(page, "Fields")) == {fold(name) for name in NAMES}


def pattern(path: str) -> str:
    """Return a path from the docs as a regular expression."""
    names = {"<slug>": r"[a-z0-9-]+", "<id>": r"[a-z0-9-]+", "<year>": r"\d{4}", "<month>": r"\d\d"}
    parts = re.split(r"(<\w+>|…)", path)
    return "".join(names.get(part, ".+" if part == "…" else re.escape(part)) for part in parts)


def test_every_address_is_in_the_output(tmp_path: Path) -> None:
    run("build", str(ROOT), "--output", str(tmp_path), "--strict", "--now", STORY)
    found = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    documented = listed(section("docs/output.md", "Addresses"))
    for path in found:
        if not any(re.fullmatch(pattern(known), path) for known in documented):
            assert 'http-equiv="refresh"' in (tmp_path / path).read_text(encoding="utf-8"), path
    for known in documented:
        assert any(re.fullmatch(pattern(known), path) for path in found), known


def test_every_column_of_the_table_is_documented() -> None:
    text = section("docs/embedders.md", "The history as a table")
    columns = [word for row in rows(tables(text)[0]) for word in code(row[0])]
    assert columns == [*COLUMNS]


def environment() -> jinja2.Environment:
    made = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    made.filters.update(dict.fromkeys(filters(), str))
    return made


def filters() -> set[str]:
    return {
        *LOCALE_FILTERS,
        *(word.__name__ for word in LABEL_FILTERS),
        *("absolute", "as_markdown"),
    }


def given(text: str) -> set[str]:
    """Return the names that a template uses but does not define."""
    tree = environment().parse(text)
    names = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    made = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    made |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in imported.names}
    return names - made - {"loop", "super", *(name for name in names if name.endswith("gettext"))}


def bare(words: Iterable[str]) -> set[str]:
    """Return the names of functions without their arguments."""
    return {word.partition("(")[0] for word in words}


def test_every_template_is_in_the_list_with_its_values() -> None:
    text = section("docs/themes.md", "Templates")
    everywhere, filtered, templates = map(list, map(rows, tables(text)))
    shared = bare(word for row in everywhere for word in code(row[0]))
    documented = {code(row[0])[0]: set(code(row[2])) for row in templates}
    folder = ROOT / "themes/default/templates"
    texts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.*")
    }
    assert {
        name: given(text) - shared - {"_", "caller"} for name, text in texts.items()
    } == documented
    assert bare(word for row in filtered for word in code(row[0])) == filters()
    site = Settings(id="a.example,2026", title="A", url="https://a.example", base_url="")
    probe = "".join(f"{{{{ {name} is none }}}}" for name in shared).encode()
    theme = Theme(name="b", files=(("templates/probe.html", probe),), default=())
    kit = Kit(KitData(settings=site, language=Language(code="en"), theme=theme))
    assert kit.page("probe.html", "", title="B").count(b"False") == len(shared) - 1  # no preview


def test_every_module_is_in_the_table_for_contributors() -> None:
    package = Path(statusgen.__file__).parent
    rooms = {
        f"statusgen/{path.name}{'/' if path.is_dir() else ''}"
        for path in package.iterdir()
        if path.suffix in {"", ".py"} and not path.name.startswith("__")
    }
    documented = listed(section("docs/contributing.md", "The house"))
    assert {name for name in documented if name.startswith("statusgen/")} == rooms


# --- the pages themselves ---


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in _LINK.findall(re.sub(r"`[^`\n]*`", "", without_code(PAGES[page]))):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        place = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place.read_text(encoding="utf-8")), target


def test_the_readme_opens_with_the_two_commands() -> None:
    first = blocks("README.md")[0]
    assert re.findall(r"^make (\w+)", first[2], re.MULTILINE) == ["site", "test"]
    assert PAGES["README.md"].index(first[2]) < 100


def test_the_changelog_has_this_version() -> None:
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", PAGES["CHANGELOG.md"], re.MULTILINE)
    assert released[0][0] == statusgen.__version__
