"""The installed statusgen, and the files with which a project pins it.

A project installs with ``pip install --require-hashes -r requirements.txt``. That file has the
locked dependencies, which ship with statusgen, and a line for statusgen itself: a wheel in
``vendor/``, or an exact version from a package index. The wheel is made of the installed files,
without sources, build tools or network. Its version ends in a digest of these files, as in
``0.1.0+1a2b3c4d``.
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
import venv
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import statusgen
from statusgen.problems import Problem, Span, warning

REQUIREMENTS: Final = "requirements.txt"
"""What a project installs."""

ANNOUNCING: Final = "requirements-announce.txt"
"""What the job that announces installs besides; only projects with channels have it."""

VENDOR: Final = "vendor"
"""The folder of the wheel."""

LOCK: Final = Path(statusgen.__file__).parent / REQUIREMENTS
"""The locked dependencies of this version, with hashes (``make lock``)."""

HEAD: Final = """\
# What this project installs, written by `statusgen vendor`: exact versions with their hashes.
#     pip install --require-hashes -r requirements.txt
# Packages of your own belong in another file.
"""

HEAD_OF_ANNOUNCING: Final = """\
# What announcing needs besides requirements.txt, written by `statusgen vendor`.
"""

WHEEL: Final = b"""\
Wheel-Version: 1.0
Generator: statusgen
Root-Is-Purelib: true
Tag: py3-none-any
"""

_DECLARED = re.compile(rf"^(?:\./{VENDOR}/statusgen-([^-\s]+)-\S+|statusgen==(\S+))", re.MULTILINE)
"""The line for statusgen in a project's requirements."""


class InstallError(Exception):
    """statusgen cannot be pinned; the message says why, and what to do."""


def requirements_of(spec: str | None) -> dict[str, bytes]:
    """Return the files with which a project installs statusgen, by path.

    ``spec`` is what pip would install: a folder, a wheel, a git address or ``statusgen==1.2``;
    ``None`` is the running version.
    """
    if spec is None:
        return _vendored(_files_of(_installed()))
    is_exact = re.fullmatch(r"statusgen==[\w.!+-]+", spec)
    place = Path(spec).resolve()  # given a bare name, pip would ask an index
    if is_exact:
        wheel = _run_pip("download", spec)
    elif place.is_file() and place.suffix == ".whl":
        wheel = place.read_bytes()
    elif place.exists() or "://" in spec:
        wheel = _run_pip("wheel", str(place) if place.exists() else spec)
    else:
        message = f"`{spec}` is not a file, a folder, an address or `statusgen==VERSION`."
        raise InstallError(message)
    files = _unpacked(wheel)
    if not (version := _version_of(files)):
        message = f"`{spec}` is not statusgen."
        raise InstallError(message)
    return _requirements(f"statusgen=={version}", wheel) if is_exact else _vendored(files)


def announcing() -> dict[str, bytes]:
    """Return the file with which a project installs what announcing needs, by path."""
    locked = LOCK.with_name(ANNOUNCING).read_text(encoding="utf-8")
    return {ANNOUNCING: f"{HEAD_OF_ANNOUNCING}{locked}".encode()}


def running_version() -> str:
    """Return the running version, with a digest of its files."""
    try:
        return _local_version(_files_of(_installed()))
    except InstallError:
        return statusgen.__version__


def check_version(project: Path) -> Problem | None:
    """Return a warning if a project installs another version of statusgen."""
    try:
        text = (project / REQUIREMENTS).read_text(encoding="utf-8", errors="replace")
        here = _local_version(_files_of(_installed()))
    except (OSError, InstallError):  # a development checkout has no version
        return None
    found = _DECLARED.search(text)
    if found is None:
        return None
    wanted, exact = found[1] or found[2], found[2]
    if wanted == (here.partition("+")[0] if exact else here):
        return None
    line = text.count("\n", 0, found.start()) + 1
    return warning(
        "other-version",
        f"The project installs statusgen {wanted}, but you are running {here}",
        Span(path=REQUIREMENTS, line=line, column=1, length=len(found[0]), text=found[0]),
        "To use the project's version: `python3 -m venv .venv` and "
        f"`.venv/bin/pip install --require-hashes -r {REQUIREMENTS}`.\n"
        "To update the project to yours: `statusgen vendor`.",
    )


def _installed() -> Distribution:
    """Return the running distribution. A development checkout has none that can be copied."""
    with contextlib.suppress(PackageNotFoundError):
        found = distribution("statusgen")
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        if not origin.get("dir_info", {}).get("editable"):
            return found
    source = Path(statusgen.__file__).parents[1]
    message = (
        f"You are running statusgen from the checkout {source}. Say what the project should "
        f"install, for example `--install-from {source}`."
    )
    raise InstallError(message)


def _version_of(files: Mapping[str, bytes]) -> str:
    """Return the version of a wheel; empty if it is not statusgen."""
    found = (re.fullmatch(r"statusgen-(.+)\.dist-info/METADATA", path) for path in files)
    return next((match[1] for match in found if match), "")


def _local_version(files: Mapping[str, bytes]) -> str:
    """Return the version with a digest of the files, as in ``0.1.0+1a2b3c4d``."""
    total = hashlib.sha256()
    for path, content in sorted(_renamed(files, "0").items()):
        total.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return f"{_version_of(files).partition('+')[0]}+{total.hexdigest()[:8]}"


def _files_of(installed: Distribution) -> dict[str, bytes]:
    """Return the installed files that belong in a wheel, by path."""
    return {
        str(path): path.read_binary() for path in installed.files or () if _is_packed(str(path))
    }


def _unpacked(wheel: bytes) -> dict[str, bytes]:
    """Return the files of a wheel of statusgen; empty for anything else."""
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if _is_packed(name)}
    return {}


def _is_packed(path: str) -> bool:
    top, _, rest = path.partition("/")
    if top.startswith("statusgen-") and top.endswith(".dist-info"):
        return rest in {"METADATA", "entry_points.txt"} or rest.startswith("licenses/")
    return top == "statusgen" and not path.endswith(".pyc")


def _renamed(files: Mapping[str, bytes], version: str) -> dict[str, bytes]:
    """Return the files as in a wheel of this version."""
    info = f"statusgen-{version}.dist-info"
    renamed = {re.sub(r"^statusgen-[^/]+\.dist-info", info, path): files[path] for path in files}
    metadata, line = f"{info}/METADATA", f"Version: {version}".encode()
    renamed[metadata] = re.sub(
        rb"^Version: .*$", line, renamed[metadata], count=1, flags=re.MULTILINE
    )
    return renamed | {f"{info}/WHEEL": WHEEL}


def _vendored(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return requirements.txt and a wheel of these files. Equal files make equal wheels."""
    version = _local_version(files)
    packed = _renamed(files, version)
    record = f"statusgen-{version}.dist-info/RECORD"
    digests = {path: hashlib.sha256(packed[path]).digest() for path in sorted(packed)}
    lines = [
        f"{path},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},"
        f"{len(packed[path])}\n"
        for path, digest in digests.items()
    ]
    packed[record] = "".join([*lines, f"{record},,\n"]).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(packed):
            archive.writestr(zipfile.ZipInfo(path), packed[path], zipfile.ZIP_DEFLATED)
    path = f"{VENDOR}/statusgen-{version}-py3-none-any.whl"
    return {**_requirements(f"./{path}", buffer.getvalue()), path: buffer.getvalue()}


def _requirements(line: str, wheel: bytes) -> dict[str, bytes]:
    own = f"{line} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
    locked = LOCK.read_text(encoding="utf-8")
    return {REQUIREMENTS: f"{HEAD}{own}{locked}".encode()}


def _run_pip(command: Literal["download", "wheel"], spec: str) -> bytes:
    """Return the wheel that pip downloads or builds, with the user's settings of pip."""
    with tempfile.TemporaryDirectory() as folder:
        python = sys.executable
        if not find_spec("pip"):  # pipx and uv install without pip
            venv.create(f"{folder}/environment", with_pip=True)
            python = f"{folder}/environment/bin/python"
        words = [python, "-m", "pip", command, spec, "--no-deps", "--retries=1", "--timeout=10"]
        words += ["--quiet", "--disable-pip-version-check"]
        only = ["--only-binary=:all:", "--dest"] if command == "download" else ["--wheel-dir"]
        words += [*only, folder]
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            output = "\n".join(f"  {line}" for line in done.stderr.strip().splitlines()[-5:])
            message = f"pip cannot get `{spec}`:\n{output}"
            raise InstallError(message)
        return next(Path(folder).glob("*.whl")).read_bytes()
