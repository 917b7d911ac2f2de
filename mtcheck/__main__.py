"""The installed `mtcheck`, and `python -m mtcheck`; imports little, so that Ctrl-C finds it ready at once."""

import os
import signal


def main() -> None:
    """Load the command line and run it; Ctrl-C ends it with status 130 while it loads, as it does later."""
    usual = signal.getsignal(signal.SIGINT)
    # A shell has what it runs in the background ignore it.
    if usual is signal.default_int_handler:
        # An exception could be raised where Python shows it and goes on, as in what an import calls when it is done.
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from mtcheck.cli import main as run

    signal.signal(signal.SIGINT, usual)
    run()


if __name__ == "__main__":
    main()
