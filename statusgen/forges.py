"""Links that open a forge's own editor with a new file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

__all__ = ["LONGEST", "Forge", "Link", "forge_of", "link_to"]

LONGEST: Final = 8_000
"""Characters of an address; a few more, and servers answer "414 URI Too Long"."""


class Forge(enum.StrEnum):
    """A forge whose editor opens a new file from a link."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The way from a scenario to a new file."""

    title: str
    """Of the scenario."""
    url: str
    text: str
    """Of the file."""
    carries_text: bool
    """Whether the editor has the text already; else it is to be pasted."""


def forge_of(repository: str) -> Forge | None:
    """Return the forge that the host's name speaks of, if it is one."""
    labels = (urlsplit(repository).hostname or "").split(".")
    return next((forge for forge in Forge if forge in labels), None)


def link_to(forge: Forge, repository: str, branch: str, path: str, file: tuple[str, str]) -> Link:
    """Return the link that opens a new file at ``path``; ``file`` is its title and its text.

    GitHub's editor takes a name and a text. GitLab's takes a name; a text it ignores.
    """
    title, text = file
    base = repository.rstrip("/").removesuffix(".git")
    name = urlencode({"filename": path}, quote_via=quote, safe="/")
    value = urlencode({"value": text}, quote_via=quote)
    bare = f"{base}/new/{quote(branch)}?{name}"
    if forge is Forge.GITLAB:
        bare = f"{base}/-/new/{quote(branch)}?{name.replace('filename', 'file_name', 1)}"
    carries_text = forge is Forge.GITHUB and len(bare) + len(value) < LONGEST
    url = f"{bare}&{value}" if carries_text else bare
    return Link(title=title, url=url, text=text, carries_text=carries_text)
