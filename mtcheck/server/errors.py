"""What the server says to a request that it does not serve."""

from __future__ import annotations


class RefusedError(Exception):
    """The request is answered with ``status`` and one line; ``retry_after`` (seconds) where it may be sent again."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after
