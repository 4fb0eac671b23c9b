"""A project looked at while it is written: built in memory, served on this machine alone.

``preview`` holds what is shown, and notices when files change; ``server`` answers the browser.
"""
