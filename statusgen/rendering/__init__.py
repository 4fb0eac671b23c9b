"""Turning values into text: language, templates, Markdown."""
