"""Read a whole project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from statusgen.files import load, read_texts, walk
from statusgen.languages import every_language
from statusgen.model import StaticFile
from statusgen.pipeline import Inputs
from statusgen.problems import Problems
from statusgen.rendering.theme import Files

LARGEST_PUBLISHED: Final = 25 * 2**20
"""The largest size of a static file in bytes, which every common host accepts."""

PACKAGE: Final = Path(__file__).parent


def read(folder: Path) -> Inputs:
    """Read the project in a folder. The inputs include the problems."""
    root = folder.resolve()
    texts = read_texts(folder)
    problems = Problems(texts.problems)
    return Inputs(
        files=texts.files,
        unread=texts.unread,
        static=tuple(_static(root, problems)),
        themes=tuple(_themes(root, problems)),
        default_theme=_files(_default_theme(), "", Problems()),
        languages=tuple(every_language()),
        problems=tuple(problems),
    )


def _static(root: Path, problems: Problems) -> Iterator[StaticFile]:
    """Read the static files, without hidden ones except for .well-known/."""
    public = "content/static/.well-known"

    def skip(path: str) -> bool:
        return path.rpartition("/")[2].startswith(".") and path != public

    for path in walk(root, "content/static", skip, problems):
        if (data := load(root, path, LARGEST_PUBLISHED, problems)) is not None:
            parent = "content/static/" if path.startswith(f"{public}/") else "content/"
            yield StaticFile(path=path.removeprefix(parent), data=data)


def _themes(root: Path, problems: Problems) -> Iterator[tuple[str, Files]]:
    """Read the custom themes. In our own checkout, the default theme is not one of them."""
    names = {path.split("/")[1] for path in walk(root, "themes", _is_hidden, problems)}
    for name in sorted(names):
        folder = root / "themes" / name
        if folder.is_dir() and folder.resolve() != _default_theme():
            yield name, _files(root, f"themes/{name}", problems)


def _files(root: Path, top: str, problems: Problems) -> Files:
    """Read the templates and static files of a theme, by their paths in its folder."""
    parts = (f"{top}/{part}".lstrip("/") for part in ("templates", "static"))
    return tuple(
        (path.removeprefix(f"{top}/"), data)
        for part in parts
        for path in walk(root, part, _is_hidden, problems)
        if (data := load(root, path, LARGEST_PUBLISHED, problems)) is not None
    )


def _is_hidden(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".")


def _default_theme() -> Path:
    """Return the folder of the default theme: inside the package, or next to it in a checkout."""
    inside = PACKAGE / "themes" / "default"
    return (inside if inside.is_dir() else PACKAGE.parent / "themes" / "default").resolve()
