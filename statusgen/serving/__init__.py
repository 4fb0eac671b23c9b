"""A project looked at while it is written: built in memory, served on this machine alone.

``preview`` holds what is shown, ``watching`` tells when files change, ``server``
answers the browser. What is sent to a page beside its published bytes is added
on the way out, and stands in ``overlay``.
"""
