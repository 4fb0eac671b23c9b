"""What the wheel holds, and the versions that it was tested with."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from statusgen.distribution import ANNOUNCING, LOCK

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


def pins(path: Path) -> list[Requirement]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if "==" in line]


CONSTRAINTS = pins(ROOT / "constraints.txt")


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = known["project"]["dependencies"] + known["dependency-groups"]["dev"]
    wanted += known["project"]["optional-dependencies"]["announce"]
    for requirement in map(Requirement, [*wanted, *known["build-system"]["requires"]]):
        versions = [str(pin.specifier)[2:] for pin in CONSTRAINTS if pin.name == requirement.name]
        assert versions
        assert all(map(requirement.specifier.contains, versions)), requirement


def test_it_is_tested_with_what_projects_install() -> None:
    installed = pins(LOCK) + pins(LOCK.with_name(ANNOUNCING))
    assert set(map(str, installed)) <= set(map(str, CONSTRAINTS))


def test_every_pin_is_for_the_oldest_python_as_well() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = known["project"]["requires-python"].removeprefix(">=") + ".0"
    held = {"python_full_version": oldest, "python_version": oldest[:4]}
    wanted = {
        str(pin).partition(";")[0]
        for pin in CONSTRAINTS
        if not pin.marker or pin.marker.evaluate(held)
    }
    found = [
        each
        for each in distributions()
        if f"{canonicalize_name(each.metadata['Name'])}=={each.version}" in wanted
    ]
    assert len(found) > len(wanted) / 2
    for each in found:
        versions = SpecifierSet(",".join(each.metadata.get_all("Requires-Python", [])))
        assert versions.contains(oldest), each.metadata["Name"]


def test_it_holds_what_it_needs_and_nothing_of_ours(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        path.relative_to(ROOT).as_posix()
        for folder in ("statusgen", "themes/default")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected = {name.replace("themes/", "statusgen/themes/") for name in shipped}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert any(name.endswith("/licenses/LICENSE") for name in names)
