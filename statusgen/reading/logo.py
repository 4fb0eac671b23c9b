"""The logo that site.yml names, among the author's own files."""

from __future__ import annotations

from statusgen.model import StaticFile
from statusgen.problems import Problems, nearest
from statusgen.reading.site import SiteEntry

__all__ = ["find_logo"]

LARGEST = 8 * 1024
"""Bytes: each page carries it."""


def find_logo(
    site: SiteEntry, static: tuple[StaticFile, ...], problems: Problems
) -> StaticFile | None:
    """Return the file; report one that is missing, too large, or no image."""
    if site.logo_path is None:
        return None
    span = site.span("logo")
    files = {file.path: file for file in static}
    logo = files.get(site.logo_path)
    if not logo:
        near = nearest(site.logo_path, files)
        problems.error(
            "unknown-logo",
            f"There is no file content/{site.logo_path}",
            span,
            f"Did you mean `{near}`?" if near else "Put the image there.",
        )
    elif len(logo.data) > LARGEST:
        problems.error(
            "logo-too-large",
            f"The logo has {len(logo.data):,} bytes, more than {LARGEST:,}",
            span,
            "Each page carries it. Save it as a plain SVG, or a smaller PNG.",
        )
    elif not _is_image(logo):
        problems.error(
            "invalid-logo",
            f"content/{logo.path} is not the image that its name says",
            span,
            "It is an SVG or a PNG. Save it as such again.",
        )
    return logo


def _is_image(file: StaticFile) -> bool:
    if file.path.lower().endswith(".png"):
        return file.data.startswith(b"\x89PNG\r\n\x1a\n")
    return b"<svg" in file.data
