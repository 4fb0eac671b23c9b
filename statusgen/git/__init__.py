"""git: commit, push, fast-forward; in git's own words where it refuses."""
