"""How values become text: addresses, language, templates."""
