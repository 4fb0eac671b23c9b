"""The live preview: built in memory, and served only to this machine.

``preview`` builds when files change; ``server`` answers the browser.
"""
