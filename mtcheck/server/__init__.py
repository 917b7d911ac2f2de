"""The HTTP server: LanguageTool's API for the editors that speak it, and mtcheck's own with the full report."""
