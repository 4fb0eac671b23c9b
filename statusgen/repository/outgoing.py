"""A project as everybody else will have it: what is committed, and the files that go out."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import explained

__all__ = ["outgoing"]


@contextmanager
def outgoing(checkout: Checkout) -> Iterator[Path]:
    """Give a folder to read the project from as a push would publish it.

    It is the project's own, unless something in that is left out.
    """
    if not checkout.left_out() and not checkout.ignored():
        yield checkout.folder
        return
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name) / checkout.folder.resolve().name  # which messages name
        folder.mkdir(exist_ok=True)
        _lay_committed(checkout, folder)
        for path in checkout.paths:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(checkout.folder / path, place)
        yield folder


def _lay_committed(checkout: Checkout, folder: Path) -> None:
    """Lay what the last commit has of the content and themes into a folder."""
    git = checkout.git
    tops = git("ls-tree", "--name-only", "HEAD", "content", "themes").output.split()
    if not tops:  # before a first commit, for one
        return
    archive = git("archive", "--format=tar", "HEAD", *tops)
    if not archive:
        raise explained(
            checkout.path,
            "commit-failed",
            f"git does not give what is committed: {archive.reason}",
            f"The file stays as it was written. Put right what is said there; then "
            f"{checkout.by_hand}.",
        )
    with tarfile.open(fileobj=io.BytesIO(archive.data)) as tar:
        # Python 3.11.3 knows no filter yet, and 3.12 warns without one.
        tar.extraction_filter = getattr(tarfile, "tar_filter", None)
        tar.extractall(folder)  # noqa: S202 - what git packed
