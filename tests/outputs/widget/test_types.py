"""The types of the widget, for TypeScript and React."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import incident, maintenance, notice, site, update, window
from outputs.widget.written import data, files

ROOT = Path(__file__).parents[3]
MODULES = ROOT / "tests/node/node_modules"
TYPES = files(site())["widget.d.ts"].decode()
BUSY = site(
    incident(update("11:00", "investigating", "api=down", next="12:30"), slug="a"),
    maintenance(window("13:00", "14:00"), update("10:00", "scheduled")),
    notice(update("10:00", "notice"), until="13:00"),
)


def node(*arguments: str | Path) -> str:
    """Run Node.js, and return what it prints."""
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found or not (MODULES / "react-18").exists():
        pytest.skip("no TypeScript here: `make test` installs it with npm where it can")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def compiled(folder: Path, **options: object) -> str:
    """Compile a folder, and return what the compiler says."""
    known = {
        "jsx": "react-jsx",
        "lib": ["es2022", "dom"],
        "module": "commonjs",
        "preserveSymlinks": True,
        "strict": True,
        "target": "es2022",
        "types": [],
    }
    config = folder / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": {**known, **options}}))
    return node(MODULES / "typescript/bin/tsc", "--project", config)


def keys(name: str) -> set[str]:
    """Return the keys of an interface, with those of the one that it extends."""
    found = re.search(
        rf"interface {name}(?: extends (\w+))? {{(.*?)^}}", TYPES, re.DOTALL | re.MULTILINE
    )
    assert found
    base = keys(found[1]) if found[1] else set()
    return base | set(re.findall(r"^  (\w+):", found[2], re.MULTILINE))


def test_types_have_the_keys_of_the_schema() -> None:
    known = json.loads(files(site())["widget.schema.json"])
    assert keys("StatusData") == set(known["properties"])
    for name in ("Incident", "Notice", "Maintenance", "Component"):
        assert keys(f"Status{name}") == set(known["$defs"][name.lower()]["properties"])


def test_data_has_its_type_and_nothing_else_has(tmp_path: Path) -> None:
    (tmp_path / "widget.d.ts").write_text(TYPES)
    shown: dict[str, Any] = {**data(BUSY), "maintenance": data(BUSY)["maintenance"]}
    source = 'import type { StatusData } from "./widget";\nexport const data: StatusData = {};'
    (tmp_path / "right.ts").write_text(source.replace("{};", f"{json.dumps(shown)};"))
    del shown["incidents"][0]["link"]
    (tmp_path / "short.ts").write_text(source.replace("{};", f"{json.dumps(shown)};"))
    (tmp_path / "use.ts").write_text(
        'import type { StatusWidgetAttributes } from "./widget";\n'
        'export const given: StatusWidgetAttributes = { mode: "baner" };\n'
        'document.querySelector("status-widget")\n'
        '  ?.addEventListener("statuschange", ({ detail }) => void detail.wrods);\n'
    )
    told = compiled(tmp_path, noEmit=True)
    assert re.findall(r"(\w+)\.ts\(\d", told) == ["short", "use", "use"], told
    assert "Property 'link' is missing" in told
    assert "'\"baner\"' is not assignable" in told
    assert "'wrods' does not exist" in told


@pytest.mark.parametrize("version", ["18", "19"])
def test_recipe_for_react_compiles_and_renders_on_a_server(tmp_path: Path, version: str) -> None:
    packages = tmp_path / "node_modules"
    (packages / "@types").mkdir(parents=True)
    for name in ("react", "react-dom", "@types/react"):
        (packages / name).symlink_to(MODULES / f"{name}-{version}")
    for name in ("csstype", "@types/prop-types", "loose-envify", "js-tokens", "scheduler"):
        (packages / name).symlink_to(MODULES / name)
    text = (ROOT / "docs/embedders.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^```tsx\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (tmp_path / "widget.d.ts").write_text(TYPES)
    (tmp_path / "status.tsx").write_text(recipe)
    (tmp_path / "page.tsx").write_text(
        'import { Status } from "./status";\n'
        'export const page = <Status mode="banner" onStatus={({ detail }) => detail.state} />;\n'
    )
    (tmp_path / "show.cjs").write_text(
        'const { page } = require("./page.js");\n'
        'console.log(require("react").version, require("react-dom/server").renderToString(page));\n'
    )
    assert compiled(tmp_path) == ""
    shown = node("--preserve-symlinks", "--preserve-symlinks-main", tmp_path / "show.cjs")
    assert shown.startswith(f"{version}.")
    assert (
        '<status-widget src="https://status.example.com/" mode="banner">'
        '<a href="https://status.example.com/">Status</a></status-widget>'
    ) in shown
