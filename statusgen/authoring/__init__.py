"""What writes content: new incidents, updates and log entries, as pure functions of text."""
