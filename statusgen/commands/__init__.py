"""One file for each command; each calls the core and returns a report."""
