"""A project in memory: all that a site is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from statusgen.model import StaticFile
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Files
from statusgen.source.text import Texts

__all__ = ["Inputs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs(Texts):
    """A project, read into memory."""

    static: tuple[StaticFile, ...] = ()
    themes: tuple[tuple[str, Files], ...] = field(default=(), repr=False)
    """The project's own, by name."""
    default_theme: Files = field(repr=False)
    languages: tuple[Language, ...] = field(repr=False)
