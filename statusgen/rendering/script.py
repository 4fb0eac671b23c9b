"""The widget's script as it is published, on an address that other people's pages keep."""

from __future__ import annotations

import base64
import hashlib

from rjsmin import jsmin  # type: ignore[import-untyped]  # has no types

from statusgen import addresses
from statusgen.rendering.theme import Theme


def widget_script(theme: Theme) -> bytes:
    """Return it: the default theme's minified, a site's own untouched.

    A theme without the script has an empty one.
    """
    path = f"static/{addresses.WIDGET_SCRIPT}"
    data = dict(theme.static()).get(addresses.WIDGET_SCRIPT, b"")
    if path in dict(theme.files):
        return data
    minified: str = jsmin(data.decode())
    return minified.encode()


def integrity(data: bytes) -> str:
    """Return the value of an ``integrity`` attribute (W3C Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"
