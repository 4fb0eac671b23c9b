"""Every problem code has one file that shows its report, and an entry in docs/problems.md.

A case is a project in one file of tests/broken/, named after its code: the text of an incident,
or several files behind lines ``=== path``, and the report behind ``=== report``. Behind a path may
stand how its bytes come about: ``| latin-1``, ``| times 1000``. A site.yml is there if none is
given, except where that is the point.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from assembly import NOW, SITE

from statusgen import pipeline, project
from statusgen.advice.codes import RETIRED
from statusgen.problems import Problem, Rejected
from statusgen.reading.content import is_of_scenarios

ROOT = Path(__file__).parents[1]
CASES = {path.stem: path for path in sorted((ROOT / "tests" / "broken").glob("*.md"))}
INCIDENT = "content/incidents/2026-11-20-errors.md"
MARKER = re.compile(r"^=== (?P<name>\S[^|\n]*?)(?: \| (?P<how>.+))?\n", re.MULTILINE)

ELSEWHERE = {
    "broken-data": "commands/test_doctor.py",
    "certificate-expires": "commands/test_doctor.py",
    "differs-from-checkout": "commands/test_doctor.py",
    "missing-cors": "commands/test_doctor.py",
    "missing-page": "commands/test_doctor.py",
    "missing-policy": "commands/test_doctor.py",
    "mixed-builds": "commands/test_doctor.py",
    "no-404": "commands/test_doctor.py",
    "no-redirect": "commands/test_doctor.py",
    "not-compressed": "commands/test_doctor.py",
    "late-watch": "commands/test_doctor.py",
    "old-build": "commands/test_doctor.py",
    "other-page": "commands/test_doctor.py",
    "site-unreachable": "commands/test_doctor.py",
    "wrong-caching": "commands/test_doctor.py",
    "wrong-type": "commands/test_doctor.py",
    "already-open": "commands/test_two_people.py",
    "components-changed": "commands/test_identity.py",
    "commit-failed": "commands/test_publication.py",
    "file-changed": "test_writing.py",
    "file-exists": "test_writing.py",
    "file-name": "test_files.py",
    "folder-loop": "test_project.py",
    "identity-changed": "commands/test_identity.py",
    "no-repository": "commands/test_publication.py",
    "other-version": "test_distribution.py",
    "outside-project": "test_files.py",
    "internal-error": "test_pipeline.py",
    "output-folder": "commands/test_site.py",
    "pull-conflict": "commands/test_publication.py",
    "push-refused": "commands/test_publication.py",
    "remote-unreachable": "commands/test_publication.py",
    "stale-form": "commands/test_forms.py",
    "uncorrected-change": "commands/test_revisions.py",
    "unwritable-file": "test_writing.py",
    "unknown-service": "commands/test_check.py",
    "unreadable-file": "test_project.py",
}
"""Codes of what no text can show, on a disk or in a repository, and the tests that show it."""


def parts(case: str) -> tuple[dict[str, bytes], str]:
    """Return the files of a case, and its report."""
    places = list(MARKER.finditer(case))
    ends = [place.start() for place in places[1:]] + [len(case)]
    files = {INCIDENT: case[: places[0].start()].encode()}
    for place, end in zip(places, ends, strict=True):
        text, how = case[place.end() : end], place["how"] or "utf-8"
        times = int(how.removeprefix("times ")) if how.startswith("times ") else None
        files[place["name"]] = text.encode(how) if times is None else text.encode() * times
    report = files.pop("report").decode()
    return {name: data for name, data in files.items() if data}, report


def problems_of(files: dict[str, bytes], folder: Path) -> Iterable[Problem]:
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    try:
        is_hidden = any(is_of_scenarios(name) for name in files)  # a build would only warn
        options = pipeline.Options(as_of=NOW, checking=is_hidden)
        planned = pipeline.plan(project.read(folder), options)
        if any(name.startswith("themes/") for name in files):
            pipeline.render(planned)
    except Rejected as rejected:
        return rejected.problems
    return planned.problems


@pytest.mark.parametrize("code", CASES)
def test_a_problem_looks_like_this(code: str, tmp_path: Path) -> None:
    files, report = parts(CASES[code].read_text(encoding="utf-8"))
    if code != "no-site":
        files.setdefault("content/site.yml", SITE.encode())
    problems = list(problems_of(files, tmp_path / "project"))
    assert "".join(f"{problem.as_text()}\n" for problem in problems) == report
    assert code in {problem.code for problem in problems}


def codes_in_source() -> set[str]:
    """Return every literal that is passed for a parameter called ``code``."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "statusgen").rglob("*.py"))
    modules = [list(ast.walk(ast.parse(source))) for source in sources]
    takers = {name: place for nodes in modules for name, place in takers_in(nodes).items()}
    classes = ("Problem", "InvalidValueError", "Vocabulary", "Check")
    public = dict.fromkeys(classes) | {
        name: place for name, place in takers.items() if not name.startswith("_")
    }
    return set().union(*(codes_in(nodes, public | takers_in(nodes)) for nodes in modules))


def takers_in(nodes: Iterable[ast.AST]) -> dict[str, int | None]:
    """Return what has such a parameter, a function or a class, and its place among the others."""
    takers: dict[str, int | None] = {}
    for node in nodes:
        found = [(node.name, node)] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
            found = [(node.name, each) for each in methods if each.name == "__init__"]
        for name, function in found:
            names = [each.arg for each in function.args.args if each.arg != "self"]
            takers |= {name: names.index("code")} if "code" in names else {}
    return takers


def codes_in(nodes: Iterable[ast.AST], takers: dict[str, int | None]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in takers:
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            place = takers[name]
            given += node.args[place : place + 1] if place is not None else []
            found |= {literal for each in given for literal in literals(each)}
    return found


def literals(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


ENTRIES = re.findall(
    r"^### `([a-z0-9-]+)`\n\n\*\*(Error|Warning|Error or warning)\.\*\* \S",
    (ROOT / "docs" / "problems.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_every_code_is_documented_once() -> None:
    assert sorted(code for code, _ in ENTRIES) == sorted(codes_in_source())


def test_docs_name_the_codes_that_nothing_reports_any_more() -> None:
    docs = (ROOT / "docs/problems.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"The codes (.*) are still accepted", docs)
    assert set(re.findall(r"`([^`]+)`", named)) == RETIRED


@pytest.mark.parametrize("code", CASES)
def test_docs_say_whether_it_is_an_error(code: str) -> None:
    weights = re.findall(rf"(error|warning)\[{code}\]", CASES[code].read_text(encoding="utf-8"))
    assert set(weights) <= set(dict(ENTRIES)[code].lower().split(" or "))


def test_every_code_has_its_case() -> None:
    assert set(CASES) | set(ELSEWHERE) == codes_in_source()
    assert not set(CASES) & set(ELSEWHERE)


@pytest.mark.parametrize(("code", "path"), ELSEWHERE.items())
def test_what_no_text_can_show_has_a_test(code: str, path: str) -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))))
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
    used = (node for node in nodes if isinstance(node, ast.Constant) and node not in docstrings)
    assert any(re.search(rf"(?<![\w-]){code}(?![\w-])", str(node.value)) for node in used)
