"""Whether there is a repository at all: asked after every text, so without starting git."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["is_in_repository"]


def is_in_repository(folder: Path) -> bool:
    """Tell whether git finds a repository from a folder, by what it looks for.

    That is ``.git`` there or further up; in a second work tree it is a file.
    """
    here = folder.resolve()
    return "GIT_DIR" in os.environ or any(
        os.path.lexists(above / ".git") for above in (here, *here.parents)
    )
