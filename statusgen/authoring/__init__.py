"""Pure functions that write incidents, updates, log entries and drafts as text."""
