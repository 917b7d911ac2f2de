"""`mtcheck check`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import click

from mtcheck import baseline as baselines
from mtcheck import result_cache
from mtcheck.alignment.model import OtherStoryError
from mtcheck.checks import RULES
from mtcheck.cli import fixing
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.models import prepare_with_progress
from mtcheck.cli.options import (
    BASELINE,
    CONFIG,
    NO_CACHE,
    ORIGINAL,
    OUTPUT,
    PATHS,
    SOURCE,
    Between,
    checker_for,
    config_path,
    named_rules,
    spare,
    stories,
    with_options,
    write,
)
from mtcheck.config import Bar, Profile
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.extent import bounded
from mtcheck.document.language import require_english
from mtcheck.document.model import Document
from mtcheck.document.reading import SUFFIXES, UnreadableError, stories_in
from mtcheck.evidence import Evidence, gather, require_usable, with_own
from mtcheck.git import Changes, GitError, changes_since
from mtcheck.models.store import MULTILINGUAL_E5, ModelError
from mtcheck.pipeline import Checker
from mtcheck.report import text as text_report
from mtcheck.report.formats import FORMATS, renderer
from mtcheck.report.model import DocumentReport, Report
from mtcheck.reporting import Reported, to_report
from mtcheck.timing import Timing


@click.command()
@with_options(
    PATHS,
    click.option("--format", "kind", type=click.Choice(FORMATS), default="text", help="How to report."),
    OUTPUT,
    CONFIG,
    SOURCE,
    ORIGINAL,
    click.option("--select", multiple=True, help="Only these codes, names or categories; comma-separated."),
    click.option("--ignore", multiple=True, help="Not these codes, names or categories."),
    click.option("--fail-on", type=click.Choice(get_args(Bar)), help="Severity from which a flag fails a story."),
    click.option(
        "--profile", type=click.Choice(get_args(Profile)), help="How sure a flag must be; balanced by default."
    ),
    click.option("--min-score", type=Between(0, 100), help="MQM score below which a story fails."),
    click.option("--glossary", multiple=True, type=GivenPath(path_type=Path), help="House terms: TSV, TBX or a list."),
    click.option(
        "--memory", multiple=True, type=GivenPath(path_type=Path), help="The house's translations: TMX, XLIFF or TSV."
    ),
    click.option(
        "--back-translate", is_flag=True, help="Show flagged words in the pivot language, by translating back."
    ),
    click.option("--translators", multiple=True, type=GivenPath(path_type=Path), help="Folder with Marian models."),
    click.option("--pivot", type=click.Choice(list(LANGUAGES)), metavar="LANG", help="Language the copy came through."),
    BASELINE,
    click.option("--fix", is_flag=True, help="Write safe suggestions into the stories, and report what is left."),
    click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: all suggestions, also those to be read."),
    click.option("--strict-suppressions", is_flag=True, help="Fail on suppressions that are unused or expired."),
    click.option("--changed-since", metavar="REV", help="Only stories changed since this git revision."),
    NO_CACHE,
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser."),
    click.option("--timing", "timed", is_flag=True, help="Say how long each stage and rule took; implies --no-cache."),
    click.option("--color/--no-color", default=None, help="Colours; by default on a terminal only."),
)
def check(
    paths: tuple[str, ...],
    kind: str,
    output: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Bar | None,
    profile: Profile | None,
    min_score: float | None,
    glossary: tuple[Path, ...],
    memory: tuple[Path, ...],
    back_translate: bool,
    translators: tuple[Path, ...],
    pivot: str | None,
    baseline: Path | None,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    strict_suppressions: bool,
    changed_since: str | None,
    no_cache: bool,
    fast: bool,
    timed: bool,
    color: bool | None,
) -> int:
    """Check stories; PATHS are files, folders or - for standard input."""
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if fix and not diff and "-" in paths:
        raise click.UsageError("--fix goes with files, not with standard input; --diff shows what it would do")
    if diff and kind != "text":
        raise click.UsageError("--diff writes a patch; --format goes without it")
    given = {
        "select": named_rules(select),
        "ignore": named_rules(ignore),
        "fail_on": fail_on,
        "profile": profile,
        "min_score": min_score,
        "glossary": glossary,
        "memory": memory,
        "back_translate": back_translate or None,
        "translators": translators,
        "pivot": pivot,
        "baseline": baseline,
        "fast": fast or None,
    }
    beside = source is not None or original is not None
    checker = checker_for(
        config_file,
        {key: value for key, value in given.items() if value not in (None, ())},
        beside=beside,
        timing=_timing() if timed else None,
    )
    changes = None if changed_since is None else _changes(changed_since)
    spare(output, settings_read(checker, config_file))
    reported = reporter(checker)
    checked, unreadable = run(
        checker, paths, source, original, cached=not no_cache and not timed, changes=changes, output=output
    )
    done = reported(checked, whole=changes is None)
    if fix or diff:

        def again(document: Document) -> DocumentReport:
            new = checker.check(document, _beside(document, gather(Path(document.path), source, original)))
            return reported([new], whole=False).documents[0]

        changed, refused = fixing.changed(done.documents, again, unsafe=unsafe_fixes)
        unreadable |= refused
        if diff:
            write("".join(one.difference for one in changed), output)
            complain(done.complaints)
            if unreadable:
                return 2
            failed = any(one.difference for one in changed)
            return int(failed or (strict_suppressions and bool(done.complaints)))
        written = fixing.write(changed)
        unreadable |= len(written) < len(changed)
        left = {id(one.before): one.after for one in written}
        done = replace(done, documents=tuple(left.get(id(one), one) for one in done.documents))
    report = checker.report(done.documents)
    write(_rendered(report, kind, _coloured(color, output)), output)
    if kind == "github":
        _summarise(report)
    complain(done.complaints)
    if unreadable:
        return 2
    failed = any(document.quality.verdict == "fail" for document in report.documents)
    return int(failed or (strict_suppressions and bool(done.complaints)))


def _timing() -> Timing:
    """Seconds of this command, told on standard error when it ends."""
    timing = Timing()
    timing.seconds["start-up"] = time.process_time()
    context = click.get_current_context()
    context.call_on_close(lambda: click.echo(timing.table(RULES), err=True, nl=False))
    context.with_resource(timing.stage("reading and reporting"))
    return timing


def run(
    checker: Checker,
    paths: Iterable[str],
    source: Path | None = None,
    original: Path | None = None,
    *,
    cached: bool = False,
    changes: Changes | None = None,
    output: Path | None = None,
) -> tuple[tuple[DocumentReport, ...], bool]:
    """The reports on all stories that could be read, and whether some could not; those are named on standard error.

    ``cached`` takes results from the cache and keeps them there; of ``changes``, where given, the stories must be.
    ``output`` is where something will be written; raises click.UsageError where one of the files read here is there.
    """
    # Threads of the models that spin while they wait for one another fight any other program for the processor: on a
    # busy machine a check then takes two to six times as long. It holds as torch is not loaded yet.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    done: list[DocumentReport] = []
    unreadable = False
    found = list(_once(_stories(paths) if changes is None else _changed(paths, changes)))
    spare(output, (Path(path) for path, _ in found if path != "-"))
    for given in (source, original):
        spare(output, _beside_files(given, [path for path, _ in found]))
        if given is not None and given.exists() and not given.is_dir() and len(found) > 1:
            raise click.UsageError(f"{given} belongs to one story, and there are {len(found)}; give a folder")
    cache = result_cache.ResultCache(checker) if cached else None
    for path, complaint in found:
        for one in _checked(path, complaint, source, original, cache or checker):
            if isinstance(one, DocumentReport):
                done.append(one)
            else:
                unreadable = True
                click.echo(f"mtcheck: {text_report.visible(str(one))}", err=True)
    if cache is not None:
        result_cache.evict()
        if cache.complaint:
            click.echo(f"mtcheck: {text_report.visible(cache.complaint)}", err=True)
    return tuple(done), unreadable


def settings_read(checker: Checker, config_file: Path | None) -> Iterator[Path | None]:
    """The files besides stories that a check with these settings reads."""
    yield config_path(config_file)
    config = checker.config
    yield from (config.baseline, config.vocabulary_file, *config.glossary, *config.memory)


def _beside_files(given: Path | None, stories: Iterable[str]) -> Iterator[Path]:
    """The files of a --source or --original that may be read beside the stories."""
    if given is None:
        return
    if not given.is_dir():
        yield given
        return
    stems = {Path(story).name.partition(".")[0] for story in stories}
    yield from (path for path in given.iterdir() if path.name.partition(".")[0] in stems)


def _checked(
    path: str,
    complaint: str,
    source: Path | None,
    original: Path | None,
    checker: Checker | result_cache.ResultCache,
) -> Iterator[DocumentReport | UnreadableError | OtherStoryError]:
    """The report on each story of a file, or why there is none."""
    try:
        if complaint:
            raise UnreadableError(complaint)
        documents = stories(path)
        if len(documents) > 1 and (source is not None or original is not None):
            raise UnreadableError(f"{path}: holds {len(documents)} stories; only one can be laid beside another text")
        evidence = gather(Path(path), source, original)
    except UnreadableError as error:
        yield error
        return
    for document in documents:
        try:
            require_english(bounded(document))
            yield checker.check(document, _beside(document, evidence))
        except (UnreadableError, OtherStoryError) as error:
            yield error
        except ModelError as error:
            raise click.ClickException(str(error)) from None


def _beside(document: Document, given: Evidence) -> Evidence:
    """What a story is laid beside, with its file's own other side; raises UnreadableError and `store.ModelError`."""
    evidence = with_own(given, document)
    require_usable(evidence)
    if evidence:
        prepare_with_progress(MULTILINGUAL_E5)
    return evidence


def reporter(checker: Checker) -> Callable[..., Reported]:
    """`to_report` with what the configuration says; its baseline is read now, so that a bad one is told at once."""
    config = checker.config
    lived_with = None if config.baseline is None else read_baseline(config.baseline)

    def reported(checked: Iterable[DocumentReport], *, whole: bool = True) -> Reported:
        return to_report(checked, config, date.today(), baseline=lived_with, whole=whole)

    return reported


def complain(complaints: Iterable[str]) -> None:
    """Say on standard error what is wrong with the suppressions, a line each."""
    for line in complaints:
        click.echo(f"mtcheck: {text_report.visible(line)}", err=True)


def read_baseline(path: Path) -> baselines.Baseline:
    """The baseline of a file; one clear line where it cannot be read."""
    try:
        return baselines.read(path)
    except baselines.BaselineError as error:
        raise click.ClickException(str(error)) from None


def _changes(revision: str) -> Changes:
    try:
        return changes_since(revision, Path.cwd())
    except GitError as error:
        raise click.ClickException(f"--changed-since: {error}") from None


def _changed(paths: Iterable[str], changes: Changes) -> Iterator[tuple[str, str]]:
    """Of the stories, those that have changed; a story or a folder that is no more is passed over."""
    for path in paths:
        if path == "-":
            raise click.UsageError("--changed-since goes with files, not with standard input")
        if not os.path.lexists(path):
            if not changes.removed(path):
                yield path, ""
            continue
        try:
            within = list(stories_in(Path(path))) if Path(path).is_dir() else [path]
            yield from ((str(one), "") for one in within if changes.takes_in(str(one)))
        except GitError as error:
            raise click.ClickException(f"--changed-since: {error}") from None


def _once(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is found, each file once however often and by whatever path it is named."""
    seen: set[str] = set()
    for path, complaint in found:
        place = path if path == "-" else os.path.abspath(path)
        if place not in seen:
            seen.add(place)
            yield path, complaint


def _stories(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each story's path, with what is wrong where there is none."""
    for path in paths:
        folder = Path(path)
        if path == "-" or not folder.is_dir():
            yield path, ""
            continue
        found = list(stories_in(folder))
        if not found:
            yield path, f"{path}: no stories in this folder ({', '.join(sorted(SUFFIXES))})"
        yield from ((str(p), "") for p in found)


def _rendered(report: Report, kind: str, colour: bool) -> str:
    return text_report.render(report, colour) if kind == "text" else renderer(kind)(report)


def _summarise(report: Report) -> None:
    """Append to the summary of the GitHub job that this runs in, if it does."""
    from mtcheck.report.github import append_summary

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        append_summary(report, Path(path))
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror})") from None


def _coloured(asked: bool | None, output: Path | None) -> bool:
    if asked is not None:
        return asked
    return output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
