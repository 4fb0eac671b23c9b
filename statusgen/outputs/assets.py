"""Files published unchanged: those of the theme below assets/, those of authors below static/."""

from __future__ import annotations

from collections.abc import Iterator

from statusgen.model import Site
from statusgen.rendering.artifact import Artifact, Stage, verbatim
from statusgen.rendering.kit import asset_addresses
from statusgen.rendering.theme import DEFAULT, Theme


def plan(site: Site, theme: Theme) -> Iterator[Artifact]:
    """Declare all of them but the style sheet, which is part of each page."""
    files = dict(theme.static())
    own = dict(theme.files)
    for name, address in asset_addresses(theme):
        folder = theme.name if f"static/{name}" in own else DEFAULT
        yield _asset(address, files[name], f"themes/{folder}/static/{name}")
    for file in site.static:
        yield _asset(file.path, file.data, f"content/static/{file.path.removeprefix('static/')}")


def _asset(path: str, data: bytes, origin: str) -> Artifact:
    return Artifact(path=path, stage=Stage.ASSET, render=verbatim, values=(data,), origin=origin)
