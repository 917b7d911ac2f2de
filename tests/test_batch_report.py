"""`mtcheck batch report`: the sums are right and do not depend on order, and no story breaks out of a report."""

import csv
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from mtcheck.batch.report import charts  # noqa: E402
from mtcheck.batch.report import html as page  # noqa: E402
from mtcheck.batch.report.model import BatchReport  # noqa: E402
from mtcheck.batch.row import SCHEMA  # noqa: E402
from mtcheck.batch.stored import MANIFEST  # noqa: E402
from mtcheck.batch.summary import BY, Group, Summary  # noqa: E402
from mtcheck.batch.sums import WORST, Sums  # noqa: E402
from mtcheck.cli.batch_report import report as command  # noqa: E402
from mtcheck.flag import Severity  # noqa: E402

HOSTILE = (
    '</svg></script><script>alert(1)</script><img src=x onerror="alert(2)"></style>\' onclick=alert(3) "{{7*7}}\u202e'
)
SIGNATURE = "mtcheck:1.2.3|rules:0|lm:none"


def flag(code: str = "DUP001", category: str = "duplication", severity: str = "major", **more: Any) -> dict[str, Any]:
    return {
        "code": code, "category": category, "severity": severity, "confidence": 0.5, "start": 0, "end": 4, "line": 1,
        "column": 1, "text": "will will", "message": "Stands twice.", "suggestion": "will", **more,
    }  # fmt: skip


def row(key: str, *flags: dict[str, Any], words: int = 1000, **more: Any) -> dict[str, Any]:
    """A checked story as the batch writes it, its marks made from its flags."""
    counts = {str(s): sum(one["severity"] == s for one in flags) for s in Severity}
    penalty = round(1000 * sum(Severity(name).weight * n for name, n in counts.items()) / max(words, 100), 1)
    return dict.fromkeys(SCHEMA.names) | {
        "key": key, "path": key, "story": 0, "site": "a.example", "day": "2026-09-01", "status": "ok", "words": words,
        "language": "en", "pivot": "ro", "score": max(0.0, round(100 - penalty / 10, 1)), "fluency": 50.0,
        "penalty_per_1000_words": penalty, "verdict": "fail" if counts["critical"] else "pass", **counts,
        "categories": [], "flags": list(flags), "signature": SIGNATURE, **more,
    }  # fmt: skip


def error(key: str, said: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(SCHEMA.names) | {
        "key": key, "path": key, "site": "a.example", "day": "", "status": "error", "error": said, "flags": [],
        "categories": [], "signature": SIGNATURE, **more,
    }  # fmt: skip


def table(rows: Iterable[dict[str, Any]]) -> Any:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def summed(*rows: dict[str, Any]) -> Summary:
    sums = Sums()
    sums.add(table(rows))
    return sums.summary()


def stored(folder: Path, *shards: list[dict[str, Any]]) -> Path:
    folder.mkdir()
    for number, rows in enumerate(shards):
        pq.write_table(table(rows), folder / f"shard-{number:06}.parquet")
    return folder


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(command, [str(one) for one in arguments], standalone_mode=False)


def rendered(*rows: dict[str, Any], missing: int = 0) -> str:
    return page.render(BatchReport("out", "1.2.3", summed(*rows), 1, missing, BY))


def parsed(*rows: dict[str, Any], missing: int = 0) -> etree._Element:
    return html.document_fromstring(rendered(*rows, missing=missing))


def group(summary: Summary, by: Any, name: str) -> Group:
    return next(one for one in summary.by[by] if one.name == name)


class TestSums:
    def test_rates_are_of_pooled_words(self) -> None:
        summary = summed(
            row("a", flag(), flag(severity="minor"), words=400),
            row("b", flag(severity="critical"), words=1600),
        )
        total = summary.total
        assert (total.stories, total.words, total.failing) == (2, 2000, 1)
        assert (total.critical, total.major, total.minor) == (1, 1, 1)
        assert total.flags_per_1000_words == 1.5
        assert total.penalty_per_1000_words == 31 / 2
        assert summary.verdicts == {"fail": 1, "pass": 1}

    def test_groups(self) -> None:
        summary = summed(
            row("a", flag(), site="a.example", day="2026-09-01", pivot="ro", words=500),
            row("b", site="b.example", day="2026-09-02", pivot=None, words=500),
            row("c", flag(severity="critical"), site="b.example", day="2026-09-02", pivot="pt", words=1500),
            error("d", "d: is empty", site="b.example"),
        )
        assert [one.name for one in summary.by["site"]] == ["a.example", "b.example"]
        b = group(summary, "site", "b.example")
        assert (b.stories, b.errors, b.failing, b.words, b.flags) == (2, 1, 1, 2000, 1)
        assert b.share_failing == 0.5
        assert [(one.name, one.stories) for one in summary.by["pivot"]] == [("", 1), ("pt", 1), ("ro", 1)]
        assert [(one.name, one.words) for one in summary.by["day"]] == [
            ("", 0),
            ("2026-09-01", 500),
            ("2026-09-02", 2000),
        ]

    def test_a_category_counts_a_story_once_and_has_the_words_of_all(self) -> None:
        name = flag("NAM001", "name", "critical")
        summary = summed(row("a", flag(), flag(), name), row("b", flag()), row("c"))
        twice = group(summary, "category", "duplication")
        assert (twice.stories, twice.failing, twice.flags, twice.words) == (2, 1, 3, 3000)
        assert twice.flags_per_1000_words == 1.0
        assert group(summary, "category", "name").share_failing == 1.0

    def test_days_that_are_none_are_unknown(self) -> None:
        summary = summed(
            row("a", day="2026-02-30"), row("b", day=""), row("c", day="20260901"), row("d", day="2026-09-01")
        )
        assert [(one.name, one.stories) for one in summary.by["day"]] == [("", 3), ("2026-09-01", 1)]

    def test_median_and_worst_decile_by_nearest_rank(self) -> None:
        scores = [round(10 * n + 0.1, 1) for n in range(10)]
        summary = summed(*(row(str(n), score=score) for n, score in enumerate(scores)))
        assert (summary.median_score, summary.worst_decile_score) == (40.1, 0.1)
        assert summed(*(row(str(n), score=100.0) for n in range(3))).worst_decile_score == 100.0

    def test_without_models_there_is_no_fluency(self) -> None:
        assert summed(row("a", fluency=None)).median_fluency is None
        assert summed(row("a", fluency=None), row("b", fluency=31.4)).median_fluency == 31.4

    def test_errors_are_counted_by_reason_without_names_and_numbers(self) -> None:
        summary = summed(
            error("x/b.txt", "x/b.txt: is empty"),
            error("x/a.txt", "x/a.txt: is empty"),
            error("f.jsonl#7", "f.jsonl#7: not JSON (line 3, column 12: no comma)"),
            error("f.jsonl#9", "f.jsonl: not JSON (line 5, column 1: no comma)"),
            error("g.jsonl#9", "cannot be decoded as UTF-8 (byte 4,000)"),
        )
        assert [(one.reason, one.stories, one.example) for one in summary.errors] == [
            ("is empty", 2, "x/a.txt"),
            ("not JSON (line …, column …: no comma)", 2, "f.jsonl#7"),
            ("cannot be decoded as UTF-8 (byte …)", 1, "g.jsonl#9"),
        ]
        assert (summary.total.stories, summary.total.errors, summary.median_score) == (0, 5, None)

    def test_the_worst_stories_are_few_and_ties_go_by_key(self) -> None:
        rows = [row(f"{n:03}", *[flag()] * (n % 5)) for n in range(200)]
        random.Random(1).shuffle(rows)  # noqa: S311 (not for secrets)
        worst = summed(*rows).worst
        assert [one.key for one in worst] == [f"{n:03}" for n in range(4, 200, 5)][:WORST]
        assert summed(row("clean")).worst == ()

    def test_the_gravest_flag_of_a_worst_story(self) -> None:
        flags = [flag(text="one"), flag(severity="critical", confidence=0.4), flag(severity="critical", text="this")]
        (worst,) = summed(row("a", *flags)).worst
        assert worst.gravest is not None
        assert worst.gravest.text == "this"

    def test_a_rule_shows_its_surest_flag_and_of_equal_ones_the_first(self) -> None:
        summary = summed(
            row("c", flag(confidence=0.9, text="late")),
            row("b", flag(confidence=0.2), flag(confidence=0.9, text="first"), flag(confidence=0.9, text="second")),
            row("a", flag(confidence=0.89), flag("NAM001", "name")),
        )
        rules = {one.code: one for one in summary.rules}
        assert [one.code for one in summary.rules] == ["DUP001", "NAM001"]
        assert (rules["DUP001"].flags, rules["DUP001"].stories) == (5, 3)
        assert (rules["DUP001"].example.key, rules["DUP001"].example.text) == ("b", "first")

    def test_no_rows(self) -> None:
        summary = summed()
        assert summary.total == Group("")
        assert summary.total.flags_per_1000_words == summary.total.share_failing == 0.0


FLAGS = st.builds(
    flag,
    code=st.sampled_from(["DUP001", "NAM001", "TTL001"]),
    category=st.sampled_from(["duplication", "name"]),
    severity=st.sampled_from([str(one) for one in Severity]),
    confidence=st.floats(0, 1),
    text=st.text(st.characters(codec="utf-8"), max_size=4),
)
ROWS = st.lists(
    st.one_of(
        st.tuples(
            st.lists(FLAGS, max_size=4),
            st.integers(0, 3000),
            st.sampled_from(["a", "b", ""]),
            st.sampled_from(["ro", None]),
        ).map(lambda v: lambda key: row(key, *v[0], words=v[1], site=v[2], pivot=v[3])),
        st.sampled_from(["is empty", "byte 3"]).map(lambda said: lambda key: error(key, said)),
    ),
    max_size=40,
)


@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_sums_do_not_depend_on_the_order_or_the_cut_of_the_rows(made: Any, order: random.Random, size: int) -> None:
    rows = [make(f"k{n:02}") for n, make in enumerate(made)]
    whole = summed(*rows)
    order.shuffle(rows)
    pieces = Sums()
    for at in range(0, len(rows), size):
        pieces.add(table(rows[at : at + size]))
    assert pieces.summary() == whole
    flags = [one for r in rows for one in r["flags"]]
    assert whole.total.flags == len(flags) == sum(one.flags for one in whole.rules)
    for by in BY:
        assert sum(one.flags for one in whole.by[by]) == len(flags)
    assert sum(one.stories for one in whole.errors) == whole.total.errors == len(rows) - whole.total.stories


class TestCommand:
    def test_every_format_says_the_same(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row("a", flag(), words=500)], [row("b", words=1500), error("c", "is empty")])
        found = json.loads(run(folder, "--format", "json").stdout)
        assert found["total"]["words"] == 2000
        assert found["total"]["flags_per_1000_words"] == 0.5
        assert found["shards"] == {"read": 2, "missing": 0}
        first = next(csv.DictReader(run(folder, "--format", "csv").stdout.removeprefix("\ufeff").splitlines()))
        assert (first["by"], first["words"], first["errors"], first["flags_per_1000_words"]) == (
            "all",
            "2000",
            "1",
            "0.5",
        )
        assert "2 stories, 2,000 words" in run(folder).stdout
        assert "2,000" in run(folder, "--format", "html").stdout

    def test_only_the_groupings_asked_for(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row("a", flag())])
        assert list(json.loads(run(folder, "--format", "json", "--by", "pivot", "--by", "site").stdout)["by"]) == [
            "site",
            "pivot",
        ]
        said = run(folder, "--by", "category").stdout
        assert "By category" in said
        assert "By site" not in said
        page_of_days = html.document_fromstring(run(folder, "--format", "html", "--by", "day").stdout)
        assert page_of_days.xpath("//h2/@id") == ["day", "rules", "worst"]

    def test_output_is_a_file(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row("a")])
        result = run(folder, "--format", "html", "--output", tmp_path / "page.html")
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")

    def test_missing_shards_are_said(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", *([row(str(n))] for n in range(5)))
        for number in (1, 2):
            (folder / f"shard-{number:06}.parquet").unlink()
        (folder / ".shard-000001.parquet.tmp").write_bytes(b"half")
        said = "The results are not complete: 2 of 5 shards are missing."
        for kind in ("text", "html"):
            assert said in run(folder, "--format", kind).stdout
        assert json.loads(run(folder, "--format", "json").stdout)["shards"] == {"read": 3, "missing": 2}

    @pytest.mark.parametrize("damage", ["cut", "empty", "noise", "other columns"])
    def test_a_damaged_shard_is_one_line(self, tmp_path: Path, damage: str) -> None:
        folder = stored(tmp_path / "out", [row("a", flag())], [row("b", flag())])
        shard = folder / "shard-000001.parquet"
        data = shard.read_bytes()
        if damage == "other columns":
            pq.write_table(pa.table({"key": ["b"]}), shard)
        else:
            shard.write_bytes({"cut": data[:-40], "empty": b"", "noise": data[:4] + b"\x00" * 400 + data[404:]}[damage])
        with pytest.raises(Exception, match=re.escape(str(shard))) as caught:
            CliRunner().invoke(command, [str(folder)], standalone_mode=False, catch_exceptions=False)
        assert type(caught.value).__name__ == "ClickException"
        assert "\n" not in str(caught.value)

    def test_a_flipped_byte_is_found_or_harmless(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row(f"k{n}", flag(), flag("NAM001", "name")) for n in range(8)])
        shard = folder / "shard-000000.parquet"
        data = shard.read_bytes()
        chance = random.Random(7)  # noqa: S311 (not for secrets)
        for _ in range(60):
            damaged = bytearray(data)
            damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            shard.write_bytes(damaged)
            result = run(folder, "--format", "json")
            assert result.exit_code == 0 or type(result.exception).__name__ == "ClickException"

    def test_the_end_of_the_run_is_known_from_what_the_folder_says(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row("a")], [row("b")])
        said: dict[str, Any] = {"signature": SIGNATURE, "config": "0", "inputs": ["in"], "cut": [64, 1], "layout": 1}
        for shards, complete, missing in ((None, False, 0), (3, False, 1), (2, True, 0)):
            (folder / MANIFEST).write_text(json.dumps(said | {"shards": shards}))
            found = json.loads(run(folder, "--format", "json").stdout)
            assert (found["complete"], found["shards"]["missing"]) == (complete, missing)
            assert ("not complete" in run(folder).stdout) is not complete

    def test_a_copy_under_another_name_is_not_counted(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "out", [row("a")])
        for name in ("shard-0.parquet", "shard-0000000.parquet", "shard-000000.parquet.bak", "copy.parquet"):
            (folder / name).write_bytes((folder / "shard-000000.parquet").read_bytes())
        assert json.loads(run(folder, "--format", "json").stdout)["total"]["stories"] == 1

    def test_no_results_there(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert "holds no results" in str(run(tmp_path / "empty").exception)
        assert "no results folder" in str(run(tmp_path / "none").exception)
        (tmp_path / "file").write_text("x")
        assert "no results folder" in str(run(tmp_path / "file").exception)

    def test_a_story_cannot_drive_the_terminal_or_a_spreadsheet(self, tmp_path: Path) -> None:
        evil = row("\x1b[2Jkey", flag(text="\x1b]0;x\x07", message="\u202emessage"), site="=HYPERLINK(1)")
        folder = stored(tmp_path / "out", [evil, error("\x1b[1mx", "\x1b[1m bad")])
        said = run(folder).stdout
        assert not set(said) & set("\x1b\x07\u202e")
        assert "<U+001B>" in said
        assert "site,'=HYPERLINK(1)," in run(folder, "--format", "csv").stdout


class TestPage:
    def test_nothing_of_a_story_becomes_markup(self) -> None:
        evil = flag(HOSTILE, HOSTILE, "major", text=HOSTILE, message=HOSTILE, suggestion=HOSTILE)
        rows = (row(HOSTILE, evil, site=HOSTILE, pivot=HOSTILE, signature=HOSTILE), error(HOSTILE + "2", HOSTILE))
        tree = parsed(*rows)
        assert not tree.xpath(
            "//script | //img | //iframe | //link | //@onclick | //@onerror | //@style | //@href | //@src"
        )
        assert len(tree.xpath("//style")) == 1
        assert "49" not in tree.xpath("string(//h2[@id='site']/..)")
        assert "\u202e" not in rendered(*rows)

    def test_the_policy_admits_the_style_sheet_alone(self) -> None:
        import base64
        import hashlib

        tree = parsed(row("a"))
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        digest = base64.b64encode(hashlib.sha256(tree.xpath("string(//style)").encode()).digest()).decode()
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
        assert "unsafe" not in policy

    def test_each_chart_has_a_title_a_description_and_a_table_of_the_same_figures(self) -> None:
        tree = parsed(
            row("a", flag(), site="a.example", day="2026-09-01", words=400),
            row("b", flag(severity="minor"), site="b.example", day="2026-09-02", words=1000, pivot="pt"),
        )
        images = tree.xpath("//svg[@role='img']")
        assert len(images) == 4
        for image in images:
            title, description = image.get("aria-labelledby").split()
            assert tree.get_element_by_id(title).text_content()
            assert tree.get_element_by_id(description).text_content()
            (section,) = image.xpath("ancestor::section[1]")
            assert section.xpath(".//table//tbody/tr")
        site = tree.xpath("//section[@aria-labelledby='site']")[0]
        assert site.xpath(".//text[@class='value']/text()") == ["2.5", "1.0"]
        assert [r.xpath("string(td[3])") for r in site.xpath(".//tbody/tr")] == ["2.5", "1.0"]
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))

    def test_small_sites_are_added_up(self) -> None:
        rows = [row(f"{n}", flag(), site=f"s{n:02}.example", words=100 + n) for n in range(30)]
        tree = parsed(*rows)
        (rest,) = tree.xpath("//section[@aria-labelledby='site']//tr[@class='rest']")
        assert rest.xpath("string(th)") == "the 10 with fewer words"
        assert rest.xpath("string(td[1])") == "10"

    def test_unfinished_results_are_said_on_top(self) -> None:
        assert "1 of 2 shards is missing" in parsed(row("a"), missing=1).xpath("string(//p[@class='warning'])")
        assert not parsed(row("a")).xpath("//p[@class='warning']")

    def test_a_page_of_nothing(self) -> None:
        assert "0 stories" in parsed().xpath("string(//h1)")
        assert "0 stories" in parsed(error("a", "is empty")).xpath("string(//h1)")


class TestCharts:
    def test_the_line_is_broken_where_a_day_has_no_story(self) -> None:
        days = [Group(f"2026-09-{day:02}", 1, words=1000, minor=day) for day in (1, 2, 4)]
        line = charts.line(days, "day")
        assert [len(stroke) for stroke in line.strokes] == [2, 1]
        assert [round(point.x, 1) for point in line.points] == [0.0, 33.3, 100.0]
        assert line.points[-1].y == 0.0
        assert [level.label for level in line.levels] == ["0", "1", "2", "3", "4"]

    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
    def test_the_line_stays_inside(self, flags: list[int]) -> None:
        line = charts.line([Group(str(2000 + n), 1, words=997, minor=count) for n, count in enumerate(flags)], "year")
        assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in line.points)
        assert 2 <= len(line.levels) <= 7
        assert [point.group.name for point in line.points] == [str(2000 + n) for n in range(len(flags))]

    def test_bars_are_cut_by_severity_and_the_longest_is_whole(self) -> None:
        short, whole = charts.bars([Group("a", words=1000, critical=1, minor=1), Group("b", words=500, major=2)])
        assert [(part.severity, part.x, part.width) for part in short.parts] == [("critical", 0, 25), ("minor", 25, 25)]
        assert [(part.severity, part.width) for part in whole.parts] == [("major", 100)]

    def test_many_days_become_months(self) -> None:
        rows = [row(f"{m}-{d}", day=f"2026-{m:02}-{d:02}", words=10) for m in range(1, 9) for d in range(1, 29)]
        months, unit = BatchReport("out", "1.2.3", summed(*rows), 1, 0, BY).course()
        assert unit == "month"
        assert [(one.name, one.stories, one.words) for one in months[:2]] == [
            ("2026-01", 28, 280),
            ("2026-02", 28, 280),
        ]
