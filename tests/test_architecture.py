"""The house rules that a reader of the code can rely on: layers, islands, purity, size, tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "statusgen"
MODULES = {
    path.relative_to(ROOT)
    .with_suffix("")
    .as_posix()
    .replace("/", ".")
    .removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
"""Every module by its name."""

# Each imports only what stands on a line below it, and nothing else of its own line.
LAYERS = (
    "__main__",
    "commands",
    "serving",
    "announcing",
    "git",
    "project writing cache settled",
    "files languages distribution cache_folder",
    "authoring",
    "pipeline",
    "outputs handbook checkup",
    "advice",
    "rendering",
    "reading",
    "markup",
    "schema memory",
    "source",
    "notation",
    "history",
    "status",
    "timeline",
    "moments",
    "model addresses",
    "problems days memo manifest forges",
    "lookalikes",
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms.split()}
CORE = RANK["pipeline"]

IMPURE = {
    *("asyncio", "concurrent", "contextvars", "getpass", "glob", "http", "locale", "logging"),
    *("multiprocessing", "os", "pathlib", "platform", "random", "requests", "secrets", "shutil"),
    *("socket", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid"),
}

MEMORIES = {"[]", "{}", "dict()", "list()", "set()"}
"""A module's own value that is to be filled in later."""

PRINTERS = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}

HEAVY = {"babel", "jinja2", "markdown", "nh3", "pydantic", "rich", "yaml"}
"""What a command loads when it runs, and its help never."""

LONGEST = 600
UNTESTED = {
    "__main__": "a few lines, run by tests/test_wheel.py",
}


def room(module: str) -> str:
    return [*module.split("."), ""][1]


def imports(path: Path, *, late: bool = True) -> list[str]:
    """Return the full name of everything that a module imports, also ``late``, in functions."""
    names = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("module", [name for name in MODULES if name != "statusgen"])
def test_a_module_imports_only_what_is_below_it(module: str) -> None:
    for name in imports(MODULES[module]):
        if name.startswith("statusgen.") and room(name) in RANK and room(name) != room(module):
            assert RANK[room(name)] > RANK[room(module)], name


def test_every_module_has_its_layer() -> None:
    assert {room(module) for module in MODULES} - {""} == set(RANK)


def test_outputs_never_import_each_other() -> None:
    for module, path in MODULES.items():
        if module.startswith("statusgen.outputs."):
            island = ".".join(module.split(".")[:3])
            others = [name for name in imports(path) if name.startswith("statusgen.outputs.")]
            assert all(f"{name}.".startswith(f"{island}.") for name in others), module


def test_outputs_never_look_at_how_content_is_written_or_judged() -> None:
    for module, path in MODULES.items():
        if room(module) == "outputs":
            rooms = {room(name) for name in imports(path) if name.startswith("statusgen.")}
            assert not rooms & {"reading", "schema", "source", "advice"}, module


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module: {_module(name) for name in imports(path)} for module, path in MODULES.items()}
    TopologicalSorter({module: graph[module] - {"", module} for module in graph}).prepare()


def test_no_module_serves_only_its_neighbour_unless_it_is_loaded_late() -> None:
    importers: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        for name in imports(path):
            importers.setdefault(_module(name), set()).add(module)
    at_once = {_module(name) for path in MODULES.values() for name in imports(path, late=False)}
    for module, path in MODULES.items():
        users = {MODULES[user] for user in importers.get(module, set()) - {module}}
        is_package = path.name == "__init__.py"
        is_inside = "." in module.removeprefix("statusgen.") and not is_package
        if len(users) == 1 and is_inside and module in at_once:
            (user,) = users
            assert user.parent != path.parent or user.name == "__init__.py", module


def _module(name: str) -> str:
    """Return the module that an import is of; empty for one that is not ours."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


def test_only_the_command_line_prints() -> None:
    for module, path in MODULES.items():
        if room(module) != "commands":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = {
                ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)
            }
            assert not calls & PRINTERS, module


@pytest.mark.parametrize("command", [(), ("new",), ("update",), ("scenario",), ("status",)])
def test_help_loads_no_heavy_library(command: tuple[str, ...]) -> None:
    words = [sys.executable, "-X", "importtime", "-m", "statusgen", *command, "--help"]
    run = subprocess.run(words, capture_output=True, check=True, text=True)
    loaded = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "click" in loaded
    assert not loaded & HEAVY


def test_a_build_that_renders_nothing_loads_no_library_that_renders() -> None:
    words = [sys.executable, "-X", "importtime", "-c", "from statusgen import pipeline, project"]
    run = subprocess.run(words, capture_output=True, check=True, text=True)
    loaded = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "pydantic" in loaded
    assert not loaded & {"feedgen", "icalendar", "jinja2", "markdown", "nh3"}


def test_outputs_never_look_at_what_the_team_keeps_to_itself() -> None:
    kept = {"practice", "team", "scenarios", "Practice", "Scenario", "TeamOnly", "Role", "Channel"}
    for module, path in MODULES.items():
        if room(module) == "outputs":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            seen = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            seen |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            assert not seen & kept, module


@pytest.mark.parametrize("module", [name for name in MODULES if RANK.get(room(name), 0) >= CORE])
def test_the_core_is_pure(module: str) -> None:
    found = [name for name in imports(MODULES[module]) if {name, name.split(".")[0]} & IMPURE]
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    found += [
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value
        and ast.unparse(node.value) in MEMORIES
    ]
    for node in ast.walk(tree):
        match node:
            case (
                ast.Call(func=ast.Name(id="open" | "print" | "input" as name))
                | ast.Call(func=ast.Attribute(attr="now" | "today" | "utcnow" as name))
                | ast.Name(id="cache" | "lru_cache" as name)
                | ast.Attribute(attr="cache" | "lru_cache" as name)
                | ast.Global(names=[name, *_])
            ):
                found.append(name)
    assert not found


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    lines = {name: len(path.read_bytes().splitlines()) for name, path in MODULES.items()}
    assert not [name for name in lines if lines[name] > LONGEST]


def test_no_two_public_classes_share_a_name() -> None:
    classes = [
        node.name
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not {name for name, times in Counter(classes).items() if times > 1}


def test_every_module_has_its_test() -> None:
    tested = {
        path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_")).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
    }
    modules = {
        path.relative_to(PACKAGE).as_posix(): module.removeprefix("statusgen.")
        for module, path in MODULES.items()
        if path.name != "__init__.py"
    }
    assert {modules[path] for path in modules.keys() - tested} == set(UNTESTED)
