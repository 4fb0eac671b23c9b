"""The git repository that a project is in: from files to a commit, and to where it is published.

What stands in the way is explained, and nothing that anybody wrote is lost.
"""
