"""What a batch adds up to, for readers: one module a format, each with ``render(BatchReport) -> str``."""
