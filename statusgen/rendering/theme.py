"""Jinja over the themes in memory: the site's theme, and under it the default one.

A template is looked for in the site's theme first, so a theme overrides by
file; ``default/page.html`` is always the default theme's, so that
``{% extends "default/page.html" %}`` changes a block and keeps the rest. What
goes wrong in the site's own templates is a :class:`Problem` at its line; what
goes wrong in ours is our bug and keeps its traceback.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import jinja2
from jinja2.ext import i18n

from statusgen.problems import Problem, Rejected, Span
from statusgen.rendering.locale import Locale

DEFAULT: Final = "default"

Files = tuple[tuple[str, bytes], ...]
"""Paths in the theme's folder (``templates/page.html``, ``static/style.css``) and their bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The themes as data: every file of the site's, and of the default one."""

    name: str = DEFAULT
    files: Files = field(default=(), repr=False)
    """Empty where the site uses the default theme."""
    default: Files = field(repr=False)

    def static(self) -> tuple[tuple[str, bytes], ...]:
        """Return the files under static/ by name, the site's before the default's."""
        known = {
            path.removeprefix("static/"): data
            for path, data in (*self.default, *self.files)
            if path.startswith("static/")
        }
        return tuple(sorted(known.items()))


class Templates:
    """The templates of both themes, ready to render."""

    def __init__(self, theme: Theme, locale: Locale) -> None:
        """Compile nothing yet: a template is compiled when it is first used."""
        self._loader = _Loader(theme)
        self._environment = jinja2.Environment(
            loader=self._loader,
            autoescape=True,
            auto_reload=False,  # the texts are values and do not change
            extensions=[i18n],
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        # Both roll dice; equal input gives equal bytes.
        del self._environment.globals["lipsum"], self._environment.filters["random"]
        self._environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by i18n
            locale.gettext,
            locale.ngettext,
            newstyle=True,
            pgettext=locale.pgettext,
            npgettext=locale.npgettext,
        )

    def add_filters(self, filters: dict[str, Callable[..., Any]]) -> None:
        """Give every template these filters."""
        self._environment.filters.update(filters)

    def add_globals(self, values: dict[str, Any]) -> None:
        """Give every template these names, imported macros included."""
        self._environment.globals.update(values)

    def render(self, name: str, context: dict[str, Any]) -> str:
        """Render a template.

        Raise :class:`Rejected` with one ``template-error`` where the site's theme is at fault.
        """
        try:
            return self._environment.get_template(name).render(context)
        except Exception as error:
            problem = self._problem(error)
            if problem is None:
                raise
            raise Rejected([problem]) from error

    def problems(self) -> Iterator[Problem]:
        """Go through the templates of the site's theme that are not text or not valid Jinja."""
        for path in self._loader.unreadable:
            yield Problem(
                code="template-error",
                message="the file is not UTF-8 text",
                span=Span(path=path, line=0),
                hint="Save it as UTF-8.",
            )
        for name, (path, text) in self._loader.site.items():
            try:
                self._environment.parse(text, name, path)
            except jinja2.TemplateSyntaxError as error:
                yield self._at(path, error.lineno, error)

    def _problem(self, error: Exception) -> Problem | None:
        """Find the site's own line that an exception came through, the innermost one."""
        texts = dict(self._loader.site.values())
        if isinstance(error, jinja2.TemplateSyntaxError) and error.filename in texts:
            return self._at(error.filename, error.lineno, error)
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            if frame.f_code.co_filename in texts:
                return self._at(frame.f_code.co_filename, line, error)
        return None

    def _at(self, path: str, line: int, error: Exception) -> Problem:
        text = dict(self._loader.site.values())[path]
        lines = text.splitlines() or [""]
        shown = lines[min(line, len(lines)) - 1]
        message = _sentence(error)
        return Problem(
            code="template-error",
            message=message,
            span=_span(path, line, shown, message),
            hint=_hint(error),
        )


class _Loader(jinja2.BaseLoader):
    """Templates by name: path for reports, and text."""

    def __init__(self, theme: Theme) -> None:
        self.site = dict(_texts(theme.name, theme.files))
        data = {f"themes/{theme.name}/{path}": data for path, data in theme.files}
        self.unreadable = [path for path, text in self.site.values() if text.encode() != data[path]]
        default = dict(_texts(DEFAULT, theme.default))
        self._known = {
            **default,
            **self.site,
            **{f"{DEFAULT}/{name}": entry for name, entry in default.items()},
        }

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text, path and "unchanged", as Jinja asks."""
        del environment
        if template not in self._known:
            raise jinja2.TemplateNotFound(template)
        path, text = self._known[template]
        return text, path, lambda: True


def _texts(theme: str, files: Files) -> Iterator[tuple[str, tuple[str, str]]]:
    for path, data in files:
        if path.startswith("templates/"):
            text = data.decode("utf-8", errors="replace")
            yield path.removeprefix("templates/"), (f"themes/{theme}/{path}", text)


def _sentence(error: Exception) -> str:
    match error:
        case jinja2.TemplateNotFound():
            return f"there is no template {error.name!r}"
        case jinja2.TemplateError():
            return f"the template cannot be used: {(error.message or '').rstrip('.')}"
        case _:
            return f"the template failed: {type(error).__name__}: {error}"


def _hint(error: Exception) -> str:
    match error:
        case jinja2.UndefinedError():
            return "The first lines of each template of the default theme list what it is given."
        case jinja2.TemplateNotFound():
            return 'A template of the default theme is "default/" and its name.'
        case _:
            return ""


def _span(path: str, line: int, text: str, message: str) -> Span:
    """Underline the word that the message quotes, where it stands in the line; else the line."""
    for word in message.split("'")[1::2]:
        column = text.find(word)
        if word and column >= 0:
            return Span(path=path, line=line, column=column + 1, length=len(word), text=text)
    start = len(text) - len(text.lstrip())
    return Span(path=path, line=line, column=start + 1, length=len(text.strip()) or 1, text=text)
