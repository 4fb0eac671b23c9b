"""Authors' Markdown: finding things in it, and turning it into safe HTML and plain text.

``finding`` finds links, placeholders, HTML and headings. ``converter`` reads the blocks and makes
HTML with Python-Markdown, ``inline`` reads the lines for it, and ``plain`` makes text of its HTML.
"""

from typing import Final

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""The schemes that a link may have."""
