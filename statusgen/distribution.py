"""The statusgen that is installed here, and how a project holds it.

A project installs with ``pip install --require-hashes -r requirements.txt``. That file holds the
locked dependencies, which ship with statusgen, and a line for statusgen itself: the exact version
where it came from a package index, else a wheel in ``vendor/``. Such a wheel is made of the
installed files, so it needs neither their source nor a build tool nor a network. Its version ends
in a digest of these files, as in ``0.1.0+1a2b3c4d``.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, Literal

import statusgen
from statusgen.problems import Problem, Span, warning

__all__ = ["REQUIREMENTS", "VENDOR", "InstallError", "check_version", "requirements_of"]

REQUIREMENTS: Final = "requirements.txt"
"""What a project installs."""

VENDOR: Final = "vendor"
"""The folder for the wheel, beside ``content/``."""

LOCK: Final = Path(statusgen.__file__).parent / REQUIREMENTS
"""The locked dependencies of this version, with hashes (``make lock``)."""

HEAD: Final = """\
# What this project installs, written by `statusgen vendor`: exact versions with their hashes.
#     pip install --require-hashes -r requirements.txt
# Packages of your own belong in another file.
"""

INSTALL: Final = f"pip install --require-hashes -r {REQUIREMENTS}"

_DECLARED = re.compile(rf"^(?:statusgen==|\./{VENDOR}/statusgen-)([^-\s]+)", re.MULTILINE)


class InstallError(Exception):
    """What a project is to install cannot be had; the message says why, and what to do."""


def requirements_of(spec: str | None) -> dict[str, bytes]:
    """Return the files with which a project holds statusgen, by their paths in it.

    ``spec`` is what pip would install: ``statusgen==1.2``, a wheel, a folder or a git address.
    ``None`` means the version that is running.
    """
    files: Mapping[str, bytes]
    if spec is None:
        installed = _installed()
        files = _files_of(installed)
        if (
            installed.read_text("direct_url.json") is None
        ):  # from an index, or so it seems (PEP 610)
            exact = f"statusgen=={_public(installed.version)}"
            with contextlib.suppress(InstallError):  # no network, perhaps, or no pip
                wheel = _run_pip("download", exact)
                # Another package of this name and version must not take our place.
                if _digest(_unpacked(wheel)) == _digest(files):
                    return _requirements(exact, wheel)
        return _vendored(files)
    if spec.endswith(".whl") and Path(spec).is_file():
        try:
            files = _unpacked(Path(spec).read_bytes())
        except zipfile.BadZipFile:
            files = {}
        if not files:
            message = f"`{spec}` is not a wheel of statusgen."
            raise InstallError(message)
        return _vendored(files)
    is_exact = re.fullmatch(r"statusgen==[\w.!+-]+", spec) is not None
    wheel = _run_pip("download" if is_exact else "wheel", spec)
    return _requirements(spec, wheel) if is_exact else _vendored(_unpacked(wheel))


def check_version(requirements: str) -> Problem | None:
    """Return a warning if the project's ``requirements.txt`` names another statusgen than this."""
    found = _DECLARED.search(requirements)
    try:
        installed = _installed()
    except InstallError:  # a checkout in development is no version
        return None
    if not found:
        return None
    wanted, here = found[1], _public(installed.version)
    if "+" in wanted:
        here = f"{here}+{_digest(_files_of(installed))}"
    if wanted == here:
        return None
    line = requirements.count("\n", 0, found.start()) + 1
    return warning(
        "other-version",
        f"The project installs statusgen {wanted}, and this is {here}",
        Span(path=REQUIREMENTS, line=line, column=1, length=len(found[0]), text=found[0]),
        f"To use the project's version: `{INSTALL}`.\n"
        "To make this version the project's: `statusgen vendor`.",
    )


def _installed() -> Distribution:
    """Return the distribution that is running. One in development has no files to copy."""
    with contextlib.suppress(PackageNotFoundError):
        found = distribution("statusgen")
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        if not origin.get("dir_info", {}).get("editable"):
            return found
    source = Path(statusgen.__file__).parents[1]
    message = (
        f"This statusgen runs from the checkout {source}, which a project cannot hold. "
        f"Say what the project is to install, for instance `--install-from {source}`."
    )
    raise InstallError(message)


def _public(version: str) -> str:
    return version.partition("+")[0]


def _files_of(installed: Distribution) -> dict[str, bytes]:
    """Return the files that its RECORD lists and that its wheel had, by their paths in that."""
    return {
        str(path): path.read_binary() for path in installed.files or () if _is_packed(str(path))
    }


def _unpacked(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if _is_packed(name)}


def _is_packed(path: str) -> bool:
    top, _, rest = path.partition("/")
    if top.startswith("statusgen-") and top.endswith(".dist-info"):
        return rest in {"METADATA", "WHEEL", "entry_points.txt"} or rest.startswith("licenses/")
    return top == "statusgen" and not path.endswith(".pyc")


def _digest(files: Mapping[str, bytes]) -> str:
    """Return eight hexadecimal digits that follow from the package's files alone."""
    total = hashlib.sha256()
    for path in sorted(files):
        if path.startswith("statusgen/"):
            total.update(f"{path}\0{hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return total.hexdigest()[:8]


def _vendored(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return requirements with a wheel of these files, and the wheel."""
    (metadata,) = (path for path in files if path.endswith(".dist-info/METADATA"))
    old = metadata.removeprefix("statusgen-").partition(".dist-info/")[0]
    version = f"{_public(old)}+{_digest(files)}"
    wheel = _pack(files, version)
    path = f"{VENDOR}/statusgen-{version}-py3-none-any.whl"
    return {**_requirements(f"./{path}", wheel), path: wheel}


def _pack(files: Mapping[str, bytes], version: str) -> bytes:
    """Return a wheel of these files under another version; the same files give the same bytes."""
    info = f"statusgen-{version}.dist-info"
    packed = {re.sub(r"^statusgen-[^/]+\.dist-info", info, path): files[path] for path in files}
    packed[f"{info}/METADATA"] = re.sub(
        rb"^Version: .*$",
        f"Version: {version}".encode(),
        packed[f"{info}/METADATA"],
        count=1,
        flags=re.MULTILINE,
    )
    record = [
        f"{path},sha256={_base64(hashlib.sha256(packed[path]).digest())},{len(packed[path])}\n"
        for path in sorted(packed)
    ]
    packed[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in packed.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _requirements(line: str, wheel: bytes) -> dict[str, bytes]:
    own = f"{line} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
    locked = LOCK.read_text(encoding="utf-8")
    return {REQUIREMENTS: f"{HEAD}{own}{locked}".encode()}


def _run_pip(command: Literal["download", "wheel"], spec: str) -> bytes:
    """Return the wheel that pip downloads or makes.

    pip knows the indexes, proxies and certificates that it was set up with.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "pip", command, "--no-deps", "--retries=1", "--timeout=10"]
        words += ["--quiet", "--disable-pip-version-check"]
        words += ["--only-binary=:all:"] if command == "download" else []
        words += ["--dest" if command == "download" else "--wheel-dir", folder, spec]
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        wheel = next(Path(folder).glob("statusgen-*.whl"), None)
        if wheel is None:
            reason = re.search(r"^ERROR: (.*)$|No module named pip", done.stderr, re.MULTILINE)
            told = (reason[1] or reason[0]) if reason else "it is not statusgen"
            message = f"pip cannot get `{spec}`: {told}."
            raise InstallError(message)
        return wheel.read_bytes()
