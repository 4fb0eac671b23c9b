"""Authors' Markdown: safe HTML, plain text, and what is found in it.

``layout`` brings lines into the form that Python-Markdown expects, ``converter``
makes elements and HTML of them and finds links, placeholders and headings,
``elements`` fits the elements for our pages, ``plain`` turns HTML into text.
"""

from statusgen.markup.converter import SCHEMES, Converter, Found, Heading
from statusgen.markup.elements import Address

__all__ = ["SCHEMES", "Address", "Converter", "Found", "Heading"]
