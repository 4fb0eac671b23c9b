"""A file's text, its front matter and body, and YAML whose values know their place."""
