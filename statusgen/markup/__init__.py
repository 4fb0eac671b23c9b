"""Authors' Markdown: what is found in it, and safe HTML and plain text of it.

``finding`` finds links, placeholders and headings, ``converter`` makes HTML and text. The
converter is Python-Markdown as we use it: ``blocks`` reads the lines for it, and ``plain`` turns
its HTML into text.
"""

from typing import Final

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""What a link may begin with."""
