"""A static status site from Markdown in git."""

__version__ = "0.1.0"
