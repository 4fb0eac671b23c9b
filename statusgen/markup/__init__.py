"""Authors' Markdown: finding things in it, and turning it into safe HTML and plain text.

``finding`` finds links, placeholders and headings. ``converter`` makes HTML with Python-Markdown;
``blocks`` reads the lines for it, and ``plain`` turns its HTML into text.
"""

from typing import Final

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""The schemes that a link may have."""
