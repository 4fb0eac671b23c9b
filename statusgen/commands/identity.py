"""The values of site.yml on which published ids depend, and what they were before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from statusgen import manifest
from statusgen.git import GLANCE, Git
from statusgen.model import Settings
from statusgen.pipeline import Inputs
from statusgen.problems import Problems
from statusgen.reading.content import INCIDENTS, SITE_FILE
from statusgen.reading.site import parse_site
from statusgen.source.text import File, Texts, decode
from statusgen.writing import read_manifest


def with_former(inputs: Inputs, folder: Path, output: Path) -> Inputs:
    """Add the former values of site.yml, if they differ.

    They come from the parent commit (for a change that is not committed, the last commit), or else
    from the manifest of the output. Without either they are unknown.
    """
    now = next((file.data for file in inputs.files if file.path == SITE_FILE), b"")
    committed = _committed(folder, now)
    before = committed.files[0].data if committed else b""
    former = (_identity(before), manifest.identity(read_manifest(output)))
    return replace(
        inputs,
        former=next((each for each in former if each and each != _identity(now)), {}),
        committed=committed,
    )


def identity_of(settings: Settings) -> manifest.Identity:
    """Return the values of a site on which its published ids depend."""
    return {key: getattr(settings, key) for key in manifest.IDENTITY}


def _committed(folder: Path, now: bytes) -> Texts | None:
    """Return the site.yml of the last commit, or of its parent if it has not changed since.

    The names of the incidents of that commit are in ``unread``. Without it, return ``None``.
    """
    git = Git(folder=folder)
    last, parent = (git.show(commit, SITE_FILE, patience=GLANCE) for commit in ("HEAD", "HEAD^"))
    commit, data = ("HEAD^", parent) if last == now else ("HEAD", last)
    if not data or data == now:
        return None
    listing = git("ls-tree", "-rz", "--name-only", commit, INCIDENTS, patience=GLANCE)
    return Texts(files=(File(path=SITE_FILE, data=data),), unread=listing.names)


def _identity(data: bytes) -> manifest.Identity:
    source = decode(File(path=SITE_FILE, data=data), Problems())
    site = parse_site(source, Problems()) if source else None
    if not site or not site.complete:
        return {}
    return identity_of(site.settings)
