"""The keys of front matter and of site.yml."""
