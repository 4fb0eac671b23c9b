"""Authors' Markdown: what is found in it, and safe HTML and plain text of it.

``finding`` finds links, placeholders and headings, ``converter`` makes HTML and
text; both stand on ``engine``, which is Python-Markdown as we use it. ``layout``
brings lines into the form that it expects, ``elements`` fits its elements for our
pages, ``plain`` turns HTML into text.
"""

from typing import Final

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""What a link may begin with."""
