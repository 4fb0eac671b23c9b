"""Compare the updates of a checkout with those of a revision that is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from statusgen.advice.codes import excuses
from statusgen.advice.corrections import find_uncorrected
from statusgen.files import read_texts
from statusgen.git import Git
from statusgen.model import Practice
from statusgen.problems import Problem, Problems
from statusgen.reading.content import INCIDENTS, SITE_FILE, read_content
from statusgen.source.text import File, Texts


def compare(
    folder: Path, revision: str, *tip: str, as_of: datetime
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return a warning for each changed update, or a note on why nothing could be compared.

    The files are those that differ from where this branch left ``revision``, now or in ``tip``.
    """
    git = Git(folder=folder)
    base = git("merge-base", revision, "HEAD")
    words = ("diff", "--name-only", "--relative", "--no-renames", "-z", base.output, *tip)
    changed = base and git(*words, "--", INCIDENTS)
    if not changed:
        is_shallow = git("rev-parse", "--is-shallow-repository").output == "true"
        reason = "this clone is shallow" if is_shallow else (base or changed).reason
        hint = " `git fetch --unshallow` gets the rest." if is_shallow else ""
        return (), (f"Published texts were not compared with {revision}: {reason}.{hint}",)
    texts = read_texts(folder)
    site = tuple(file for file in texts.files if file.path == SITE_FILE)
    old = tuple(File(path=path, data=git.show(base.output, path)) for path in changed.names)
    new = tuple(file for file in texts.files if file.path in changed.names)
    before, now = (read_content(Texts(files=site + each), Problems()) for each in (old, new))
    found = Problems(find_uncorrected(before.incidents, now.incidents, as_of))
    found.drop(excuses(now.site.practice if now.site else Practice(), now.entries))
    return tuple(found), ()
