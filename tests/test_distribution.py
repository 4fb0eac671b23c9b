"""What a project installs: requirements with hashes, and a wheel made of the installed files."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import statusgen
from statusgen import distribution
from statusgen.distribution import InstallError, check_version, requirements_of
from statusgen.problems import Problem

METADATA = b"Metadata-Version: 2.4\nName: statusgen\nVersion: 1.2.3\n\nVersion: of the readme\n"
FILES = {
    "statusgen/__init__.py": b"",
    "statusgen/starter/\xe9.md": b"text",
    "statusgen-1.2.3.dist-info/METADATA": METADATA,
    "statusgen-1.2.3.dist-info/WHEEL": b"Generator: another\n",
    "statusgen-1.2.3.dist-info/RECORD": b"",
}


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return pack(tmp_path / "statusgen-1.2.3-py3-none-any.whl", FILES)


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def install(folder: Path, files: dict[str, bytes], direct_url: str | None) -> metadata.Distribution:
    """Write files as an installer does, with a RECORD."""
    info = folder / "statusgen-1.2.3.dist-info"
    beside = {
        f"{info.name}/INSTALLER": b"pip",
        "statusgen/__pycache__/__init__.cpython-311.pyc": b"",
    }
    (info / "direct_url.json").unlink(missing_ok=True)
    if direct_url is not None:
        beside[f"{info.name}/direct_url.json"] = direct_url.encode()
    for name, content in (files | beside).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    record = "".join(f"{name},,\n" for name in (*files, *beside, "../../bin/statusgen"))
    (info / "RECORD").write_text(record, encoding="utf-8")
    return metadata.Distribution.at(info)


Install = Callable[..., None]
ARCHIVE = '{"url": "file:///x.whl", "archive_info": {}}'


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that replaces the running statusgen."""

    def use(files: dict[str, bytes], direct_url: str | None = ARCHIVE) -> None:
        found = install(tmp_path / "site-packages", files, direct_url)
        monkeypatch.setattr(distribution, "distribution", lambda _name: found)

    return use


def test_the_lock_has_a_hash_for_each_package_and_is_within_the_bounds() -> None:
    locks = (distribution.LOCK, distribution.LOCK.with_name(distribution.ANNOUNCING))
    text = "".join(path.read_text(encoding="utf-8") for path in locks)
    lines = text.replace("\\\n", "").splitlines()
    pinned: dict[str, list[str]] = {}
    for line in (each for each in lines if not each.startswith("#")):
        pin, *hashes = line.split(" --hash=")
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64} *", each) for each in hashes)
        requirement = Requirement(pin)
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        pinned.setdefault(requirement.name, []).append(specifier.version)
    assert "apprise" in pinned
    for wanted in map(Requirement, metadata.requires("statusgen") or ()):
        assert all(wanted.specifier.contains(version) for version in pinned[wanted.name])


def test_the_version_of_a_wheel_has_a_digest(wheel: Path) -> None:
    files = requirements_of(str(wheel))
    text = files["requirements.txt"].decode()
    (path,) = files.keys() - {"requirements.txt"}
    version = path.removeprefix("vendor/statusgen-").removesuffix("-py3-none-any.whl")
    assert re.fullmatch(r"1\.2\.3\+[0-9a-f]{8}", version)
    assert f"\n./{path} \\\n    --hash=sha256:{sha256(files[path]).hexdigest()}\n" in text
    assert text.endswith(distribution.LOCK.read_text(encoding="utf-8"))
    (place := wheel.parent / Path(path).name).write_bytes(files[path])
    with zipfile.ZipFile(place) as archive:
        info = f"statusgen-{version}.dist-info"
        assert set(archive.namelist()) == {
            name.replace("statusgen-1.2.3.dist-info", info) for name in FILES
        }
        told = archive.read(f"{info}/METADATA")
        assert told == METADATA.replace(b"1.2.3", version.encode())
        assert b"Tag: py3-none-any\n" in archive.read(f"{info}/WHEEL")
        record = archive.read(f"{info}/RECORD").decode()
    assert {line.split(",")[0] for line in record.splitlines()} == set(archive.namelist())


def test_the_same_files_make_the_same_wheel_however_they_were_installed(
    wheel: Path, installed: Install
) -> None:
    expected = requirements_of(str(wheel))
    installed(FILES)
    assert requirements_of(None) == expected
    (path,) = (name for name in expected if name.startswith("vendor/"))
    vendored = wheel.parent / Path(path).name
    vendored.write_bytes(expected[path])
    assert requirements_of(str(vendored)) == expected


def test_another_file_makes_another_version(wheel: Path) -> None:
    (before,) = requirements_of(str(wheel)).keys() - {"requirements.txt"}
    pack(wheel, FILES | {"statusgen/__init__.py": b"\n"})
    assert before not in requirements_of(str(wheel))


def test_an_unavailable_version_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        InstallError, match=r"(?s)pip cannot get `statusgen==9\.9`:\n.*No matching distribution"
    ):
        requirements_of("statusgen==9.9")
    with pytest.raises(InstallError, match=r"^`\./nowhere` is not a file, a folder"):
        requirements_of("./nowhere")
    for name in ("statusgen", "statusgen>=1", "-h"):
        with pytest.raises(InstallError, match="is not a file, a folder"):
            requirements_of(name)


@pytest.mark.parametrize(
    "files", [None, {"flask/__init__.py": b"", "flask-1.dist-info/METADATA": b""}]
)
def test_a_file_that_is_not_our_wheel_is_an_error(
    tmp_path: Path, files: dict[str, bytes] | None
) -> None:
    wheel = tmp_path / "flask-1-py3-none-any.whl"
    if files:
        pack(wheel, files)
    else:
        wheel.write_text("no archive")
    with pytest.raises(InstallError, match=r"is not statusgen\.$"):
        requirements_of(str(wheel))


@pytest.mark.parametrize("direct_url", ['{"url": "file:///x", "dir_info": {"editable": true}}', ""])
def test_a_checkout_needs_install_from(
    installed: Install, monkeypatch: pytest.MonkeyPatch, direct_url: str
) -> None:
    if direct_url:
        installed(FILES, direct_url)
    else:

        def missing(name: str) -> metadata.Distribution:
            raise metadata.PackageNotFoundError(name)

        monkeypatch.setattr(distribution, "distribution", missing)
    source = Path(statusgen.__file__).parents[1]
    with pytest.raises(InstallError, match=re.escape(f"`--install-from {source}`.")):
        requirements_of(None)


def test_a_different_version_is_a_warning(installed: Install, tmp_path: Path) -> None:
    def found(requirements: str) -> Problem | None:
        (tmp_path / "requirements.txt").write_text(requirements)
        return check_version(tmp_path)

    installed(FILES)
    assert check_version(tmp_path) is None
    for right in ("", "other==1.0", "statusgen==1.2.3 \\\n"):
        assert found(right) is None
    older = found("# head\nstatusgen==1.2.4 \\\n    --hash=sha256:0\n")
    assert older is not None
    assert not older.is_error
    assert (older.code, older.span.line) == ("other-version", 2)
    assert re.fullmatch(
        r"The project installs statusgen 1\.2\.4, but you are running 1\.2\.3\+\w{8}", older.message
    )
    text = requirements_of(None)["requirements.txt"].decode()
    assert found(text) is None
    other = found(text.replace("statusgen-1.2.3", "statusgen-1.2.2"))
    assert other is not None
    assert re.search(r"statusgen 1\.2\.2\+(\w{8}), but you are running 1\.2\.3\+\1$", other.message)


def test_the_version_is_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "statusgen", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"statusgen {metadata.version('statusgen')}\n"
