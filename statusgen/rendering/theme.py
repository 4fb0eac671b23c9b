"""The files of the site's theme and of the default theme, in memory.

The site's theme replaces files of the default theme one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from statusgen.problems import Problem, Span, did_you_mean, nearest, warning

DEFAULT: Final = "default"

Files = tuple[tuple[str, bytes], ...]
"""Paths in the theme's folder (``templates/page.html``, ``static/style.css``) and their bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The files of the site's theme and of the default theme."""

    name: str = DEFAULT
    files: Files = field(default=(), repr=False)
    """Empty if the site uses the default theme."""
    default: Files = field(repr=False)

    def static(self) -> tuple[tuple[str, bytes], ...]:
        """Return the files under static/ by name; the site's files replace the default ones."""
        known = {
            path.removeprefix("static/"): data
            for path, data in (*self.default, *self.files)
            if path.startswith("static/")
        }
        return tuple(sorted(known.items()))

    def unknown(self) -> Iterator[Problem]:
        """Yield a problem for each of the site's templates that nothing uses."""
        default = set(sources_of(DEFAULT, self.default))
        own = sources_of(self.name, self.files)
        for name in own.keys() - default:
            if not any(name in text for other, (text, *_) in own.items() if other != name):
                yield warning(
                    "unknown-template",
                    f"`{name}` is not the name of a template, and no other template uses it",
                    Span(path=own[name][1], line=0),
                    did_you_mean(
                        nearest(name, default), "All templates are listed in docs/themes.md."
                    ),
                )


def sources_of(theme: str, files: Files) -> dict[str, tuple[str, str, None]]:
    """Return the templates of a theme by name, as Jinja loads them: text and path."""
    return {
        path.removeprefix("templates/"): (
            data.decode("utf-8", errors="replace"),
            f"themes/{theme}/{path}",
            None,
        )
        for path, data in files
        if path.startswith("templates/")
    }
