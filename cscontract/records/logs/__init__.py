"""Raw logs as tables of an engine."""
