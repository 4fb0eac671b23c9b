"""The tools for every output: words, templates, Markdown, style, addresses.

:class:`Kit` is built once from the frozen :class:`KitData`. It contains no content and no clock, so
one kit renders every page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from html import escape
from types import SimpleNamespace
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote

from markupsafe import Markup
from rcssmin import cssmin  # type: ignore[import-untyped]  # has no types
from rjsmin import jsmin  # type: ignore[import-untyped]  # as above

from statusgen import addresses
from statusgen.markup.plain import as_markdown
from statusgen.model import ComponentState, Settings, Text
from statusgen.rendering import labels
from statusgen.rendering.components import affected
from statusgen.rendering.feed_links import feed_links, feeds_of
from statusgen.rendering.locale import Language, Locale
from statusgen.rendering.theme import Theme
from statusgen.status import Description

Made = TypeVar("Made")

LOCALE_FILTERS: Final = (
    "short_date",
    "long_date",
    "day_month",
    "iso",
    "time",
    "date_time",
    "moment",
    "zone_name",
    "number",
    "percent",
    "duration",
    "list_of",
)
"""Methods of :class:`Locale` that are filters in templates: ``{{ at|date_time }}``."""

LABEL_FILTERS: Final = (
    affected,
    labels.state_word,
    labels.component_word,
    labels.impact_word,
    labels.kind_word,
    labels.overall_words,
    labels.headline_words,
    labels.clock_words,
    labels.role_word,
)


STYLE: Final = "style.css"
HANDBOOK_STYLE: Final = "handbook.css"
"""The style sheet that the internal handbook adds to the style of all pages."""

WITHOUT_FINGERPRINT: Final = frozenset(
    {
        *(STYLE, HANDBOOK_STYLE),
        *(addresses.WIDGET_SCRIPT, addresses.WIDGET_TYPES, addresses.WIDGET_SCHEMA),
    }
)
"""Files of a theme without a fingerprint in their address: style sheets are part of each page, and
other sites rely on the addresses of the widget."""


LIGHT: Final = "#f1f3f6"
"""The darkest light background that a theme may use under the accent."""
DARK: Final = "#242a33"
"""The lightest dark background."""
CONTRAST: Final = 4.5
"""The contrast of text in the accent colour on both backgrounds (WCAG 2.2, 1.4.3)."""

RESERVED: Final = """\
status-widget:not(:defined) {
  display: inline-block;
  vertical-align: middle;
  width: 20em;
  max-width: 100%;
  height: 2.4em;
}
status-widget[mode=list]:not(:defined) {
  display: block;
  width: auto;
  height: 20em;
}
status-widget[mode=banner]:not(:defined) {
  display: none;
}
@media (scripting: none) {
  status-widget[mode]:not(:defined) {
    display: inline;
  }
}
"""
"""The style that keeps room for the widget until its script has loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitData:
    """The data that a kit is built from."""

    settings: Settings
    language: Language
    theme: Theme
    preview: str | None = None
    """The label of a preview."""


class Kit:
    """Renders pages. It is built once.

    Besides its own values, each template has:

    - ``site`` (the settings), ``lang``, ``dir``, ``open_graph_locale``, ``preview`` (the label, or
      None), ``logo`` (a ``data:`` URL, or ""), ``style`` (the whole ``<style>`` element),
      ``policy`` (the CSP), ``nav`` (labels with addresses), ``snippets`` (HTML for other sites:
      :func:`snippets_of`),
      ``drawings`` (states, ``None`` included, with the inside of their icons),
      ``component_states`` and ``headlines`` (all of them, best first), ``urls``
      (:mod:`statusgen.addresses`), gettext;
    - the filters of :data:`LOCALE_FILTERS` and :data:`LABEL_FILTERS`, and the functions
      ``period``, ``times`` and ``month`` of :class:`Locale`;
    - for the page that is being rendered: ``head`` (see :meth:`page`), ``link(address)``,
      ``asset(name)``, ``body(text, level)`` and ``inline(text)``. Macros have these too, so do not
      import them ``with context``: Jinja would run their whole file for each page.
    """

    def __init__(self, data: KitData) -> None:
        """Build the kit, which takes longer than rendering a page."""
        self.data = data
        self.settings = data.settings
        # A build that renders nothing loads neither Jinja nor Markdown.
        from statusgen.markup.converter import Converter  # noqa: PLC0415
        from statusgen.rendering.templates import Templates  # noqa: PLC0415

        self.locale = Locale(data.language, data.settings.timezone)
        self.markup = Converter()
        # With its values, so that no other value gets the same identity.
        self._made: dict[tuple[object, ...], tuple[tuple[object, ...], Any]] = {}
        self._head = SimpleNamespace()
        """The facts of the page that is being rendered. Templates see every change."""
        self.assets = dict(asset_addresses(data.theme))
        static = dict(data.theme.static())
        sheet = style_sheet(static.get(STYLE, b"").decode(errors="replace"), data.settings.accent)
        self.policy = style_policy(sheet)
        """The Content-Security-Policy of every page."""
        self.templates = Templates(data.theme, self.locale)
        self.templates.environment.filters.update(
            {name: getattr(self.locale, name) for name in LOCALE_FILTERS}
            | {word.__name__: partial(word, self.locale) for word in LABEL_FILTERS}
            | {"absolute": self.absolute, "as_markdown": partial(as_markdown, self.absolute)}
        )
        self.templates.environment.globals.update(
            {
                "site": data.settings,
                "urls": addresses,
                "lang": self.locale.code,
                "dir": self.locale.cldr.text_direction,
                "open_graph_locale": str(self.locale.cldr),
                "nav": (
                    (self.locale.pgettext("navigation", "Status"), addresses.INDEX),
                    (self.locale.pgettext("navigation", "History"), addresses.HISTORY),
                    (self.locale.pgettext("navigation", "Components"), addresses.COMPONENTS),
                    (self.locale.pgettext("navigation", "Postmortems"), addresses.POSTMORTEMS),
                    (self.locale.pgettext("navigation", "Get updates"), addresses.SUBSCRIBE),
                ),
                "style": Markup(f"<style>{sheet}</style>"),  # noqa: S704 - it holds no end tag
                "policy": self.policy,
                "logo": _logo(data.settings),
                "snippets": snippets_of(data.settings, widget_script(data.theme)),
                "preview": data.preview,
                "drawings": tuple(labels.DRAWINGS.items()),
                "component_states": tuple(ComponentState),
                "headlines": tuple(Description),
                "period": self.locale.period,
                "times": self.locale.times,
                "month": self.locale.month,
                "head": self._head,
                "link": self.link,
                "asset": self.asset,
                "body": self.body,
                "inline": self.inline,
            }
        )

    def page(
        self,
        template: str,
        address: str,
        *,
        title: str,
        claim: str = "",
        description: str = "",
        state: ComponentState | None = None,
        canonical: str | None = None,
        noindex: bool = False,
        twin: bool = False,
        **context: Any,  # noqa: ANN401 - each template has its own values
    ) -> bytes:
        """Render a whole page as UTF-8.

        ``claim`` is a state in words, which comes first in tabs and previews: ``Partial outage``.
        ``state`` decides the shape of the icon. ``canonical`` is the canonical address, by default
        the page's own. The 404 page has none. ``twin``: it has a Markdown twin and, if it
        is an incident, a feed.
        """
        own = title if title != self.settings.title else ""
        named = self.locale.pgettext("between a term and its value", ": ").join(
            filter(None, (claim, own))
        )
        preferred = canonical if canonical is not None else address
        vars(self._head).update(
            address=address,
            title=title,
            # The title with the state and the name of the site, for tabs and previews.
            tab=" – ".join(filter(None, (named, self.settings.title))),  # noqa: RUF001 - the dash of typography
            description=description,
            # An absolute URL, or empty.
            canonical="" if preferred == addresses.NOT_FOUND else self.absolute(preferred),
            # A ``data:`` URL.
            icon=labels.icon_url(state),
            noindex=noindex or self.settings.noindex or self.data.preview is not None,
            # The feeds of this page, and the feeds of the whole site.
            feeds=feeds_of(
                address,
                title,
                self.locale,
                followed=twin and address.startswith(addresses.INCIDENTS),
            ),
            twin=f"{address}{addresses.TWIN}" if twin else "",
            site_feeds=feed_links(self.settings.title, addresses.FEED),
        )
        return self.templates.render(template, context).encode()

    def once(self, make: Callable[..., Made], *values: object) -> Made:
        """Return ``make(kit, *values)``, and remember the result for other files.

        ``make`` is a module-level function. Its result must not be changed. Values are compared by
        identity, since comparing a large one takes as long as rendering it.
        """
        key = make, *map(id, values)
        if key not in self._made:
            self._made[key] = values, make(self, *values)
        made: Made = self._made[key][1]
        return made

    def renewed(self) -> Self:
        """Return a copy of the kit without the results of :meth:`once`."""
        kit = copy(self)
        kit._made = {}  # noqa: SLF001 - the copy is a kit too
        return kit

    def absolute(self, address: str) -> str:
        """Return the full URL of an address on this site."""
        return addresses.absolute(self.settings.base_url, address)

    # Functions in templates

    def link(self, address: str) -> str:
        """Return the ``href`` of an address on the page that is being rendered."""
        page: str = self._head.address
        return addresses.link_from(page, self.settings.base_url)(address)

    def asset(self, name: str) -> str:
        """Return the same for a file of the theme."""
        return self.link(self.assets[name])

    def body(self, text: Text, level: int) -> Markup:
        """Return an author's text as HTML, with headings from ``level`` on."""
        html = self.markup.to_html(text, address=self.link, heading_level=level)
        label = self.locale.gettext("Table")
        # Wide tables scroll in their own box, also with the keyboard.
        start = f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
        return Markup(html.replace("<table>", start).replace("</table>", "</table></div>"))  # noqa: S704 - it comes from the sanitiser

    def inline(self, text: Text) -> Markup:
        """Return an author's line as HTML."""
        return Markup(self.markup.to_inline_html(text, address=self.link))  # noqa: S704 - as above


def snippets_of(settings: Settings, script: bytes) -> SimpleNamespace:
    """Return HTML to paste into other sites; a page that shows it escapes it again.

    A page needs ``script`` once for ``pill``, ``list`` and ``banner``, which contain a link for
    readers without JavaScript. ``style`` reserves their space until the script has loaded.
    ``frame`` works without the script. ``copy`` is for sites that host a copy of the script.
    """
    title = escape(settings.title)
    link = f'<a href="{_address(settings, addresses.INDEX)}">{title}</a>'

    def element(attributes: str) -> str:
        return f"<status-widget{attributes}>{link}</status-widget>"

    return SimpleNamespace(
        script=f'<script src="{_address(settings, addresses.WIDGET_SCRIPT)}" async></script>',
        pill=element(""),
        list=element(' mode="list"'),
        banner=element(' mode="banner"'),
        style=RESERVED,
        frame=f'<iframe src="{_address(settings, addresses.EMBED)}" title="{title}" width="600" '
        'height="320" loading="lazy"></iframe>',
        copy=f'<script src="/widget.js" integrity="{integrity(script)}" async></script>\n'
        + element(f' src="{_address(settings, addresses.INDEX)}"'),
    )


def widget_script(theme: Theme) -> bytes:
    """Return the script of the widget: ours minified and in ASCII, a theme's own unchanged.

    In ASCII, it says the same on a page in any encoding.
    It is empty if the theme has none.
    """
    path = f"static/{addresses.WIDGET_SCRIPT}"
    data = dict(theme.static()).get(addresses.WIDGET_SCRIPT, b"")
    if path in dict(theme.files):
        return data
    return str(jsmin(data.decode())).encode("ascii", "backslashreplace")


def integrity(data: bytes) -> str:
    """Return the value of an ``integrity`` attribute (W3C Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"


def _address(settings: Settings, address: str) -> str:
    return escape(addresses.absolute(settings.base_url, address))


def asset_addresses(theme: Theme) -> tuple[tuple[str, str], ...]:
    """Return each file of the theme with a fingerprinted address, with that address."""
    return tuple(
        (name, addresses.asset(name, hashlib.sha256(data).hexdigest()[:8]))
        for name, data in theme.static()
        if name not in WITHOUT_FINGERPRINT
    )


def _logo(settings: Settings) -> str:
    if not settings.logo:
        return ""
    data = settings.logo.data
    if settings.logo.path.lower().endswith(".svg"):
        # Text compresses with the page; base64 does not.
        return "data:image/svg+xml," + quote(data, safe="=:/,;()")
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def style_sheet(css: str, accent: str | None) -> str:
    """Return the style sheet of all pages: the theme's, minified, and the accent colour."""
    rules = ""
    if accent:
        light, dark = (f":root{{--accent:{legible(accent, each)}}}" for each in (LIGHT, DARK))
        rules = f"{light}@media(prefers-color-scheme:dark){{{dark}}}"
    # `</` would end the style element. Escaped, it means the same in CSS.
    return f"{cssmin(css)}{rules}".replace("</", "<\\/")


def style_policy(text: str) -> str:
    """Return the Content-Security-Policy of a page with this style sheet."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def legible(colour: str, background: str) -> str:
    """Mix ``#rrggbb`` with black or white until it is readable on a background."""
    towards = "#000000" if luminance(background) > luminance("#777777") else "#ffffff"
    return next(
        mixed
        for step in range(101)
        if contrast(mixed := _mix(colour, towards, step / 100), background) >= CONTRAST
    )


def _mix(colour: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(one + (two - one) * share):02x}"
        for one, two in zip(channels(colour), channels(other), strict=True)
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb``, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the brightness of ``#rrggbb``, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(value / 255) for value in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#rrggbb``, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - of sRGB
