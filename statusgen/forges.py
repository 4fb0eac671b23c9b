"""The hosts of git repositories that statusgen knows, and the addresses of their pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """A host of repositories. Its addresses are made from that of a repository."""

    name: str
    new: str
    """The editor with a new file, from repository, branch and path."""
    edit: str
    """The editor with a file that exists."""
    runs: str
    """The runs for a commit."""
    watch: str
    """When the watch ran."""
    workflow: str
    """The file with the watch."""


FORGES: Final = MappingProxyType(
    {
        each.name: each
        for each in (
            Forge(
                name="github",
                new="{}/new/{}?filename={}",
                edit="{}/edit/{}/{}",
                runs="{}/commit/{}/checks",
                watch="{}/actions/workflows/watch.yml",
                workflow=".github/workflows/watch.yml",
            ),
            Forge(
                name="gitlab",
                new="{}/-/new/{}?file_name={}",
                edit="{}/-/edit/{}/{}",
                runs="{}/-/commit/{}/pipelines",
                watch="{}/-/pipeline_schedules",
                workflow=".gitlab-ci.yml",
            ),
        )
    }
)

_REPOSITORY: Final = re.compile(
    r"([\w.-]*\b(github|gitlab)\.[\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?/?$"
)
"""Finds the host, the forge and the name of a repository."""


def find_forge(remote: str) -> tuple[Forge, str] | None:
    """Return the forge of a repository and the address of its pages.

    ``remote`` is any address of the repository that git or a browser takes.
    """
    found = _REPOSITORY.search(remote)
    return (FORGES[found[2]], f"https://{found[1]}/{found[3]}") if found else None
