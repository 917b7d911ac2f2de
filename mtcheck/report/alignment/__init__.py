"""Two texts side by side, bead by bead; one module a format, each with `render(pair) -> str`."""
