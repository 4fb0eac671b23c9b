"""Tell channels what was published: the news between two revisions, and its delivery."""
