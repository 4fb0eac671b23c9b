"""The script of the widget, and HTML for other sites to paste."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from types import SimpleNamespace
from typing import Final

from rjsmin import jsmin  # type: ignore[import-untyped]  # has no types

from statusgen import addresses
from statusgen.model import Settings
from statusgen.rendering.theme import Theme

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
