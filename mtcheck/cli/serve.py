"""`mtcheck serve`."""

from __future__ import annotations

from pathlib import Path

import click

from mtcheck.cli.extras import needs
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.options import CONFIG, Between, checker_for, with_options


@click.command()
@with_options(
    click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    click.option("--port", type=click.IntRange(0, 65535), default=8081, show_default=True, help="0 takes a free one."),
    CONFIG,
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser."),
    click.option("--token", help="What clients must send; needed for anything but loopback. Others see it in ps."),
    click.option(
        "--token-file", type=GivenPath(path_type=Path, dir_okay=False), help="A file whose first line is the token."
    ),
    click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that check."),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 10_000),
        default=8,
        show_default=True,
        help="Checks that run or wait; further ones are answered 503.",
    ),
    click.option("--max-seconds", type=Between(0.1, 3600), default=30.0, show_default=True, help="Time of a check."),
    click.option(
        "--max-bytes",
        type=click.IntRange(1024, 64 * 1024 * 1024),
        default=1024 * 1024,
        show_default=True,
        help="Size of a request.",
    ),
    click.option(
        "--allow-origin", multiple=True, metavar="ORIGIN", help="Pages and add-ons that may ask, as moz-extension://*."
    ),
    click.option("--allow-host", multiple=True, metavar="NAME", help="Names that a proxy in front passes on as Host."),
)
def serve(
    host: str,
    port: int,
    config_file: Path | None,
    fast: bool,
    token: str | None,
    token_file: Path | None,
    workers: int,
    concurrency: int,
    max_seconds: float,
    max_bytes: int,
    allow_origin: tuple[str, ...],
    allow_host: tuple[str, ...],
) -> int:
    """Serve LanguageTool's HTTP API, and the full report, to editors and other programs."""
    needs("server", "starlette", "uvicorn")
    from mtcheck.server.guards import Access, is_loopback, unusable_origin
    from mtcheck.server.pool import Limits, WorkerError
    from mtcheck.server.run import listen
    from mtcheck.server.run import serve as run

    key = _token(token, token_file)
    if key is None and not is_loopback(host):
        raise click.UsageError(f"{host} can be reached from other machines: give --token-file or --token")
    if (wrong := unusable_origin(allow_origin)) is not None:
        raise click.UsageError(f"--allow-origin {wrong}: not an origin such as https://desk.example")
    hosts = None if not is_loopback(host) and not allow_host else frozenset(name.lower() for name in allow_host)
    config = checker_for(config_file, {"fast": True} if fast else {}).config
    try:
        listening = listen(host, port)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: cannot be listened on ({error.strerror or error})") from None
    at = listening.getsockname()
    where = f"[{at[0]}]:{at[1]}" if ":" in at[0] else f"{at[0]}:{at[1]}"
    try:
        return run(
            listening,
            config,
            Limits(workers, max(concurrency, workers), max_seconds),
            Access(hosts, allow_origin, key),
            max_bytes,
            lambda: click.echo(f"mtcheck: serving on http://{where}, described at /docs; Ctrl-C ends it", err=True),
        )
    except WorkerError as error:
        raise click.ClickException(str(error)) from None


def _token(given: str | None, file: Path | None) -> str | None:
    """The token, from either option; raises click.ClickException where it cannot be used."""
    from mtcheck.server.guards import unusable_token

    if given is not None and file is not None:
        raise click.UsageError("give --token or --token-file, not both")
    where = "--token"
    if file is not None:
        where = str(file)
        try:
            with file.open(encoding="utf-8") as lines:
                given = lines.readline(4096).strip()
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file}: is not UTF-8 (byte {error.start})") from None
        except OSError as error:
            raise click.ClickException(f"{file}: cannot be read as a token ({error.strerror or error})") from None
    if given is not None and (wrong := unusable_token(given)) is not None:
        raise click.ClickException(f"{where}: the token {wrong}")
    return given
