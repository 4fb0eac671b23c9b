"""Whether there is a repository at all: asked after every text, so without starting git."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["is_in_repository", "root_of"]


def root_of(folder: Path) -> Path | None:
    """Return the top of the repository that a folder is in, by what git looks for.

    That is ``.git`` there or further up; in a second work tree it is a file.
    """
    here = folder.resolve()
    tops = (above for above in (here, *here.parents) if os.path.lexists(above / ".git"))
    return next(tops, None)


def is_in_repository(folder: Path) -> bool:
    """Tell whether git finds a repository from a folder, or is told of one."""
    return "GIT_DIR" in os.environ or root_of(folder) is not None
