"""The report, its marks, and one renderer a format."""
