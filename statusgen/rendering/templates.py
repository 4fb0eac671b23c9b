"""The Jinja templates of a theme.

``default/page.html`` is always the template of the default theme, so ``{% extends
"default/page.html" %}`` can change one block and keep the rest. An error in one of the site's
templates becomes a :class:`Problem` at its line. An error in the default theme is our bug and keeps
its traceback.

A project's templates are code of others, so they run in a sandbox.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import suppress
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.ext import i18n
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from statusgen.problems import Problem, Rejected, Span
from statusgen.rendering.locale import Locale
from statusgen.rendering.theme import DEFAULT, Theme, sources_of

_PLAIN: Final = (FunctionType, MethodType)


class TemplateContext(jinja2.runtime.Context):
    """The names in a template. Calls of plain functions are faster than in Jinja."""

    def call(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - as in Jinja
        """Call a function; Jinja calls macros, and functions that take a part of the context."""
        if hasattr(function, "jinja_pass_arg") or not isinstance(function, _PLAIN):
            return super().call(function, *args, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return function(*args, **named)


class Translator(NodeTransformer):
    """Translates the fixed texts of a template."""

    def __init__(self, locale: Locale) -> None:
        """Take the language of the site."""
        self._functions: dict[str, Callable[..., str]] = {
            "_": locale.gettext,
            "gettext": locale.gettext,
            "pgettext": locale.pgettext,
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja's name
        """Replace a call by the translation, or leave it if it depends on a value or fails."""
        self.generic_visit(node)
        name = getattr(node.node, "name", "")
        if name in self._functions and not node.kwargs:
            with suppress(nodes.Impossible, LookupError, TypeError, ValueError):
                text = self._functions[name](*(each.as_const() for each in node.args)) % {}
                return nodes.MarkSafeIfAutoescape(nodes.Const(text))
        return node


class Environment(jinja2.Environment):
    """Compiles templates for one language."""

    context_class = TemplateContext

    def __init__(self, locale: Locale, **options: Any) -> None:  # noqa: ANN401 - as in Jinja
        """Take the language of the site, and the options of Jinja."""
        super().__init__(**options)
        self._translator = Translator(locale)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names of all templates, not below an empty layer, which makes them slow."""
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:  # noqa: ANN401 - as in Jinja
        return super()._generate(self._translator.visit(source), *args, **named)


class Sandbox(Environment, ImmutableSandboxedEnvironment):
    """Lets templates read and show the values they are given, and change nothing."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - as in Jinja
        """Refuse modules too: everything that they import would be within reach."""
        return not isinstance(value, ModuleType) and super().is_safe_attribute(obj, attr, value)


class Templates:
    """The templates of both themes, ready to render."""

    def __init__(self, theme: Theme, locale: Locale) -> None:
        """Load the templates. Each is compiled when it is first used."""
        self._theme = theme
        self._site = sources_of(theme.name, theme.files)
        default = sources_of(DEFAULT, theme.default)
        prefixed = {f"{DEFAULT}/{name}": source for name, source in default.items()}
        # The sandbox takes a twelfth of the time of a build, which our own theme does not need.
        environment = Sandbox if self._site else Environment
        self.environment = environment(
            locale,
            loader=jinja2.FunctionLoader({**default, **self._site, **prefixed}.get),
            autoescape=lambda name: not (name or "").endswith(".md"),
            auto_reload=False,  # templates in memory do not change
            optimized=False,  # looking for constants takes longer than it saves
            extensions=[i18n],
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        """Add filters and global names for all templates here."""
        self.environment.policies["ext.i18n.trimmed"] = True
        # Both are random, but equal input must give equal bytes.
        del self.environment.globals["lipsum"], self.environment.filters["random"]
        self.environment.install_gettext_translations(locale, newstyle=True)  # type: ignore[attr-defined]  # added by i18n

    def render(self, name: str, context: dict[str, Any]) -> str:
        """Render a template.

        Raise :class:`Rejected` with a ``template-error`` if the site's theme causes an error.
        """
        try:
            return self.environment.get_template(name).render(context)
        except Exception as error:
            problem = self._problem_of(error)
            if not problem:
                raise
            raise Rejected([problem]) from error

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each of the site's templates that is not UTF-8 or not valid Jinja."""
        data = {f"themes/{self._theme.name}/{path}": data for path, data in self._theme.files}
        for name, (text, path, _) in self._site.items():
            if text.encode() != data[path]:
                yield Problem(
                    code="template-error",
                    message="the file is not UTF-8 text",
                    span=Span(path=path, line=0),
                    hint="Save it as UTF-8.",
                )
            try:
                self.environment.parse(text, name, path)
            except jinja2.TemplateSyntaxError as error:
                yield _problem(path, text, error.lineno, error)

    def _problem_of(self, error: Exception) -> Problem | None:
        """Return a problem at the innermost line of the site's theme in a traceback, if any."""
        texts = {path: text for text, path, _ in self._site.values()}
        if isinstance(error, jinja2.TemplateSyntaxError) and error.filename in texts:
            return _problem(error.filename, texts[error.filename], error.lineno, error)
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            if (path := frame.f_code.co_filename) in texts:
                return _problem(path, texts[path], line, error)
        return None


def _problem(path: str, text: str, line: int, error: Exception) -> Problem:
    message = f"The template failed: {error}"
    if isinstance(error, jinja2.TemplateNotFound):
        message = f"Template {error.name!r} does not exist"
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    start, width = len(shown) - len(shown.lstrip()), len(shown.strip()) or 1
    whole = Span(path=path, line=line, column=start + 1, length=width, text=shown)
    quoted = message.partition("'")[2].partition("'")[0]
    return Problem(
        code="template-error",
        message=message,
        span=whole.part(quoted),
        hint="docs/themes.md lists what a template can use. "
        'Write "default/" before the name of a template of the default theme.',
    )
