"""From the wheel alone: in an empty folder and a clean environment, init and build work."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if not line.startswith("#")]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}
    assert [str(pin) for pin in pins] == sorted(
        f"{name}=={version}" for name, version in versions.items()
    )
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = known["project"]["dependencies"] + known["dependency-groups"]["dev"]
    for requirement in map(Requirement, [*wanted, *known["build-system"]["requires"]]):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def test_every_pin_is_for_the_oldest_python_as_well() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = known["project"]["requires-python"].removeprefix(">=") + ".0"
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonicalize_name(Requirement(line).name) for line in lines if line[0] != "#"}
    found = [each for each in distributions() if canonicalize_name(each.metadata["Name"]) in pins]
    assert len(found) > len(pins) / 2
    for each in found:
        wanted = SpecifierSet(each.metadata["Requires-Python"] or "")
        assert wanted.contains(oldest), each.metadata["Name"]


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


def test_a_site_can_be_made_with_it_alone(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    constraints = ROOT / "constraints.txt"
    done = subprocess.run(
        [environment / "bin/pip", "--quiet", "install", "--constraint", constraints, wheel],
        capture_output=True,
        text=True,
        check=False,
    )
    if "ConnectionError" in done.stderr or "NewConnectionError" in done.stderr:
        pytest.skip("no package registry can be reached, so the wheel cannot be installed")
    assert done.returncode == 0, done.stderr

    project = tmp_path / "empty"
    project.mkdir()
    clean = {"PATH": os.defpath, "HOME": str(tmp_path)}
    for words in (["init"], ["check", "--strict"], ["build", "--strict"]):
        done = subprocess.run(
            [str(environment / "bin/statusgen"), *words],
            cwd=project,
            env=clean,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "output/index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
