"""The editor's report: what it says first, what it marks, and that no story can break out of it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from mtcheck import report
from mtcheck.alignment.model import Bead, Kind, Parallel, WordLink
from mtcheck.checks import RULES
from mtcheck.cli import group
from mtcheck.document.model import Document, Role, Segment, Span
from mtcheck.document.segmentation import segment
from mtcheck.flag import Flag, ProbableSource, Severity, Suggestion
from mtcheck.report.html import render
from mtcheck.report.html.advice import Step, advise
from mtcheck.report.html.marking import Marked, cut, runs
from mtcheck.report.model import DocumentReport, Quality, Report, SegmentScore
from mtcheck.report.mqm import penalty_per_1000_words, score

TEXT = "Ferry talks go on\n\nThe crew of not care. It said it will will sail 🛥 today, 𝔬f course."
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)"></style>\' onclick=alert(3) "{{7*7}}'
CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


def flag(
    text: str, words: str, severity: Severity = MINOR, code: str = "PUN001", message: str = "Wrong.",
    confidence: float = 0.8, suggestions: tuple[Suggestion, ...] = (), source: ProbableSource | None = None,
) -> Flag:  # fmt: skip
    start = text.index(words)
    rule = RULES[code]
    return Flag(
        start, start + len(words), code, rule.name, rule.category, severity, confidence, message, suggestions, source
    )


def story(
    text: str = TEXT, *flags: Flag, path: str = "story.txt", fluency: tuple[float, ...] = (),
    parallels: tuple[Parallel, ...] = (), failed: bool | None = None,
) -> DocumentReport:  # fmt: skip
    document = Document(path, text, segment(text))
    penalty = penalty_per_1000_words(flags, document.words)
    verdict = "fail" if (bool(flags) if failed is None else failed) else "pass"
    scores = tuple(
        SegmentScore(s.index, s.start, s.end, fluency[s.index] if s.index < len(fluency) else None, None)
        for s in document.segments
    )
    return DocumentReport(document, Quality(score(penalty), penalty, None, verdict), flags, scores, parallels=parallels)


def page(*stories: DocumentReport) -> str:
    return render(Report(stories, "1.2.3", "mtcheck:1.2.3|rules:0|lm:none"))


def parsed(*stories: DocumentReport) -> etree._Element:
    return html.document_fromstring(page(*stories))


def words_of(article: etree._Element, number: int) -> str:
    """What the marks of a note hold, put together again."""
    return "".join(m.text_content() for m in article.iter("mark") if str(number) in m.get("data-notes", "").split())


def copy_of(article: etree._Element) -> str:
    """The story as the page has it, without the numbers that stand behind the marks."""
    out = []
    for block in article.xpath(".//p[contains(@class, 'copy')]"):
        for number in block.xpath(".//sup"):
            number.drop_tree()
        out.append(block.text_content())
    return "".join(out)


def texts(element: etree._Element, xpath: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in element.xpath(xpath)]


class TestAdvice:
    def test_nothing_found(self) -> None:
        assert advise(story()).step is Step.PUBLISH

    def test_small_things_under_the_bar_of_the_house(self) -> None:
        advice = advise(story(TEXT, flag(TEXT, "crew"), failed=False))
        assert (advice.step, advice.why) == (Step.PUBLISH, "Only small things were found: one minor error.")

    def test_a_failed_story_is_looked_at(self) -> None:
        advice = advise(story(TEXT, flag(TEXT, "crew"), flag(TEXT, "today")))
        assert advice.step is Step.LOOK
        assert advice.why == "Two minor errors to look at, of the kind “punctuation”."

    def test_a_major_flag_is_looked_at_though_the_bar_lets_it_pass(self) -> None:
        assert advise(story(TEXT, flag(TEXT, "crew", MAJOR), failed=False)).step is Step.LOOK

    def test_a_critical_flag_is_quoted(self) -> None:
        advice = advise(story(TEXT, flag(TEXT, "crew", CRITICAL), flag(TEXT, "today")))
        assert advice.step is Step.STOP
        assert advice.why == "One critical error would mislead readers: “crew” (punctuation)."

    def test_an_unlikely_critical_flag_is_looked_at(self) -> None:
        text = "The crew left the quay. " * 50
        assert advise(story(text, flag(text, "crew", CRITICAL, confidence=0.3), failed=False)).step is Step.LOOK
        assert advise(story(text, flag(text, "crew", CRITICAL, confidence=0.6), failed=False)).step is Step.STOP

    def test_errors_that_stand_too_close(self) -> None:
        text = "The crew left the quay. " * 10
        majors = tuple(flag(text, word, MAJOR) for word in ("The", "crew", "left", "the"))
        advice = advise(story(text, *majors))
        assert (advice.step, advice.why) == (Step.STOP, "Errors stand too close: four major errors.")

    def test_a_score_below_the_bar_without_flags(self) -> None:
        advice = advise(story(TEXT, failed=True))
        assert (advice.step, advice.why) == (Step.LOOK, "The score is below the bar of this house.")


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=8)
FAR = st.lists(st.tuples(st.integers(0, 700), st.integers(0, 300)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=8)


class TestMarking:
    @given(st.integers(0, 400), st.integers(1, 300), FAR)
    def test_spans_are_found_where_they_lie(self, start: int, length: int, spans: list[Span]) -> None:
        end = start + length
        over = [i for i, span in enumerate(spans) if max(span.start, start) < min(span.end, end)]
        over += [i for i, span in enumerate(spans) if span.start == span.end and start <= span.start < end]
        assert Marked(spans).over(start, end) == sorted(over)

    @given(st.integers(0, 15), st.integers(1, 20), SPANS)
    def test_pieces_cover_the_range_and_know_their_spans(self, start: int, length: int, spans: list[Span]) -> None:
        end = start + length
        pieces = cut(start, end, Marked(spans))
        assert [at for piece in pieces for at in range(piece.start, piece.end)] == list(range(start, end))
        for piece in pieces:
            for at in range(piece.start, piece.end):
                assert piece.covers == tuple(i for i, span in enumerate(spans) if span.start <= at < span.end)
        begun = sorted(i for piece in pieces for i in piece.first)
        assert begun == [i for i, span in enumerate(spans) if start <= span.start < end]

    @given(st.text(max_size=40))
    def test_nothing_is_lost_and_nothing_hidden(self, text: str) -> None:
        back = "".join(chr(int(run.text[2:], 16)) if run.hidden else run.text for run in runs(text))
        assert back == text
        assert not set("".join(run.text for run in runs(text))) & set("\u202e\u2066\u200b\x00\x1b\ufeff\x7f")

    def test_joiners_stay_where_scripts_and_emoji_need_them(self) -> None:
        assert [run.text for run in runs("👩\u200d🚀 می\u200cخواهم")] == ["👩\u200d🚀 می\u200cخواهم"]
        assert [run.text for run in runs("pay\u200dpal")] == ["pay", "U+200D", "pal"]

    def test_every_flag_has_its_button_and_its_note(self) -> None:
        flags = (flag(TEXT, "crew of"), flag(TEXT, "of not care", MAJOR, "GAR002"), flag(TEXT, "will will"))
        article = parsed(story(TEXT, *flags))
        for number, one in enumerate(flags, 1):
            (button,) = [m for m in article.iter("mark") if str(number) in (m.get("data-first") or "").split()]
            assert (button.get("role"), button.get("tabindex"), button.get("aria-expanded")) == ("button", "0", "false")
            assert f"note {number}, {one.severity}, {one.category}" in button.get("aria-label")
            assert words_of(article, number) == TEXT[one.start : one.end]
            (note,) = article.xpath(f"//li[@id='s1n{number}']")
            assert (int(note.get("data-start")), int(note.get("data-end"))) == (one.start, one.end)
            assert (note.get("data-severity"), note.get("data-category")) == (str(one.severity), str(one.category))
            assert (note.get("data-code"), note.get("data-confidence")) == (one.code, "80")
        assert article.xpath("//mark[@data-notes='1 2']/@class") == ["m major"]

    @settings(deadline=None, max_examples=50)
    @given(st.data())
    def test_marks_hold_the_flagged_characters_whatever_overlaps(self, data: st.DataObject) -> None:
        starts = st.integers(0, len(TEXT) - 1)
        spans = data.draw(
            st.lists(starts.flatmap(lambda s: st.tuples(st.just(s), st.integers(s + 1, len(TEXT)))), max_size=6)
        )
        rule = RULES["PUN001"]
        flags = [Flag(a, b, rule.code, rule.name, rule.category, MINOR, 0.5, "Wrong.") for a, b in sorted(spans)]
        article = parsed(story(TEXT, *flags))
        assert copy_of(article).rstrip("\n") == TEXT
        article = parsed(story(TEXT, *flags))
        for sup in article.xpath("//sup"):
            sup.drop_tree()
        for number, one in enumerate(flags, 1):
            assert words_of(article, number) == TEXT[one.start : one.end]

    def test_a_place_where_something_is_missing(self) -> None:
        rule = RULES["PUN001"]
        at_end = Flag(len(TEXT), len(TEXT), rule.code, rule.name, rule.category, MAJOR, 0.5, "Something is missing.")
        (mark,) = parsed(story(TEXT, at_end)).iter("mark")
        assert mark.get("class") == "m major gap"
        assert mark.get("data-first") == "1"

    def test_notes_say_what_is_wrong_where_it_comes_from_and_what_to_write(self) -> None:
        source = ProbableSource("pt", "a tripulação", "the crew", "source")
        one = flag(
            TEXT,
            "crew",
            message="Not they.",
            suggestions=(Suggestion("team", safe=True), Suggestion("")),
            source=source,
        )
        article = parsed(story(TEXT, one))
        assert texts(article, "//p[@class='message']") == ["Not they."]
        assert texts(article, "//ul[@class='suggestions']/li") == ["team safe to apply", "Take it out."]
        assert texts(article, "//p[@class='source']") == ["a tripulação (Portuguese) = the crew from the source"]
        assert article.xpath("//p[@class='source']/bdi/@lang") == ["pt", "en"]
        assert texts(article, "//p[@class='rule']") == [f"PUN001 {RULES['PUN001'].name}, line 3, 80% sure"]

    def test_counts_by_category_are_filters(self) -> None:
        article = parsed(story(TEXT, flag(TEXT, "crew"), flag(TEXT, "today"), flag(TEXT, "of not", MAJOR, "GAR002")))
        assert texts(article, "//button[@data-category and @aria-pressed='false']") == ["punctuation 2", "garbled 1"]
        assert texts(article, "//form//button[@data-severity]") == ["▲ major 1", "● minor 2"]


class TestStrip:
    def test_a_bar_a_sentence_and_the_least_fluent_named(self) -> None:
        article = parsed(story(TEXT, flag(TEXT, "crew"), fluency=(60.0, 3.0, 15.0)))
        heights = [float(bar.get("height")) for bar in article.xpath("//rect[contains(@class, 'bar')]")]
        assert heights[:3] == [40.0, 97.0, 85.0]
        assert texts(article, "//div[@class='roughest']//li/a") == ["The crew of not care.", TEXT[41:]]
        assert article.xpath("//div[@class='roughest']//li/a/@href") == ["#s1t1", "#s1t2"]
        assert article.xpath("//*[@id='s1t1']")[0].text_content().startswith("The crew")

    def test_without_models_it_says_so(self) -> None:
        assert "fluency was not measured" in texts(parsed(story()), "//figcaption")[0]


def beside(
    copy_text: str, other_text: str, kind: Kind, language: str, *beads: Bead, links: tuple[WordLink, ...] = ()
) -> Parallel:
    copy = Document("story.txt", copy_text, segment(copy_text))
    other = Document(f"{kind}.txt", other_text, segment(other_text))
    return Parallel(kind, language, copy, other, beads, tuple(links if i == 0 else () for i, _ in enumerate(beads)))


class TestBeside:
    COPY = "The pier is shut. The mayor left."
    SOURCE = "O cais está fechado. O presidente da câmara saiu. Choveu."

    def article(self) -> etree._Element:
        link = WordLink(Span(4, 8), Span(2, 6), 0.9)
        beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.8), Bead((), (2,), 0.0))
        source = beside(self.COPY, self.SOURCE, "source", "pt", *beads, links=(link,))
        return parsed(story(self.COPY, flag(self.COPY, "pier"), parallels=(source,)))

    def test_sentences_share_the_name_of_their_pair(self) -> None:
        article = self.article()
        copy = {s.get("data-pair"): s.text_content() for s in article.xpath("//p[@class='copy body']/span")}
        other = {s.get("data-pair"): s.text_content() for s in article.xpath("//p[@class='other a']/span")}
        assert copy["a1"] == "The mayor left."
        assert other["a1"] == "O presidente da câmara saiu."
        assert other["a2"] == "not in the copy Choveu."
        assert article.xpath("//p[@class='other a']/@lang") == ["pt"]

    def test_the_words_that_a_flag_was_made_from_are_known(self) -> None:
        assert [(b.get("data-notes"), b.text) for b in self.article().iter("b")] == [("1", "cais")]

    def test_the_original_comes_before_the_source(self) -> None:
        bead = Bead((0,), (0,), 0.9)
        copy = "The pier is shut."
        both = (beside(copy, "O cais.", "source", "pt", bead), beside(copy, "The quay.", "original", "en", bead))
        article = parsed(story(copy, parallels=both))
        assert texts(article, "//button[@data-side]") == ["Original, English", "Source, Portuguese", "Story alone"]
        assert article.xpath("//span[@class='s' and starts-with(@id, 's1t')]/@data-pair") == ["a0 b0"]


class TestSafety:
    def hostile(self, what: str = HOSTILE, language: str = 'x" onclick="alert(4)') -> DocumentReport:
        text = f"{what}\n\nHe said {what} and \u202egnp.exe\u202c left. {what}"
        source = ProbableSource(language, what, what, "source")
        suggestion = Suggestion(what)
        one = Flag(4, 30, "PUN001", what, RULES["PUN001"].category, CRITICAL, 0.8, what, (suggestion,), source)
        other = beside(text, what, "source", language, Bead((0,), (0,), 0.5))
        return story(text, one, path=f"{what}.txt", parallels=(other,), fluency=(1.0,) * 9)

    def test_no_text_becomes_mark_up(self) -> None:
        tree = parsed(self.hostile(), self.hostile())
        calm = self.hostile("The ferry sailed on Friday with forty of the crew.", "pt")
        allowed = {element.tag for element in parsed(calm, calm).iter()}
        for element in tree.iter():
            assert element.tag in allowed
            for name in element.attrib:
                assert not name.startswith("on")
                assert name not in {"style", "src", "srcset", "action", "formaction"}
        assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
        assert all(href.startswith("#") for href in tree.xpath("//@href"))
        assert HOSTILE in tree.xpath("//p[@class='message']")[0].text_content()

    def test_direction_and_control_characters_are_shown(self) -> None:
        rendered = page(self.hostile(), story("A\x00B \u2066c\u2069 \ud800d."))
        assert not set(rendered) & set("\u202e\u202c\u2066\u2069\x00\ud800")
        assert '<span class="hidden-char">U+202E</span>gnp.exe' in rendered
        rendered.encode()

    def test_the_policy_admits_the_style_and_the_script_of_the_page_and_nothing_else(self) -> None:
        rendered = page(story(TEXT, flag(TEXT, "crew")))
        (policy,) = html.document_fromstring(rendered).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert (rules.pop("default-src"), rules.pop("base-uri"), rules.pop("form-action")) == ("'none'",) * 3
        found = {}
        for name in ("style", "script"):
            (inlined,) = re.findall(rf"<{name}>(.*?)</{name}>", rendered, re.S)
            found[f"{name}-src"] = f"'sha256-{base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()}'"
        assert rules == found
        assert rendered.index("http-equiv") < rendered.index("<style>")

    def test_nothing_is_named_that_a_browser_would_fetch(self) -> None:
        assert not re.search(
            r"https?:|url\(|@import|\b(?:src|srcset|xlink)=", page(self.hostile()).replace("src=x", "")
        )


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each look, by name."""
    style = (Path(report.html.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
    light, dark, paper = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    return {"light": light, "dark": light | dark, "print": light | paper}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    parts = ((int(over[at : at + 2], 16), int(under[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


class TestColours:
    TONES = ("critical", "major", "minor", "good")
    GROUNDS = ("paper", "raised", "quiet", "lit")

    def test_the_measure_is_that_of_the_standard(self) -> None:
        assert round(contrast("#fff", "#000000"), 2) == 21
        assert round(contrast("#777777", "#ffffff"), 2) == 4.48

    @pytest.mark.parametrize("look", ["light", "dark", "print"])
    def test_text_stands_out_four_and_a_half_to_one_on_every_ground(self, look: str) -> None:
        colours = palettes()[look]
        washes = tuple(f"{tone}-wash" for tone in self.TONES)
        pairs = [("ink", ground) for ground in (*self.GROUNDS, *washes)]
        pairs += [(name, ground) for name in ("soft", *self.TONES) for ground in self.GROUNDS]
        pairs += [(tone, f"{tone}-wash") for tone in self.TONES]
        pairs += [("paper", ground) for ground in ("ink", *self.TONES)]
        assert {pair: r for pair in pairs if (r := contrast(*(colours[name] for name in pair))) < 4.5} == {}

    @pytest.mark.parametrize("look", ["light", "dark"])
    def test_bars_and_the_ring_around_the_focus_stand_out_three_to_one(self, look: str) -> None:
        colours = palettes()[look]
        style = (Path(report.html.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
        (share,) = re.findall(r"\.bars \.bar \{ fill: var\(--soft\); opacity: ([\d.]+); \}", style)
        bar = mixed(colours["soft"], colours["paper"], float(share))
        assert contrast(bar, colours["paper"]) >= 3
        assert contrast(bar, colours["ink"]) >= 1.5
        assert min(contrast(colours["minor"], colours[ground]) for ground in self.GROUNDS) >= 3


class TestPage:
    def test_the_most_urgent_story_comes_first(self) -> None:
        long = "The crew left the quay. " * 80
        calm = story("All is well here.", path="a.txt")
        looked = story(long, flag(long, "crew", MAJOR), path="b.txt")
        worse = story(long, flag(long, "crew", MAJOR), flag(long, "left", MAJOR), path="c.txt")
        stopped = story(TEXT, flag(TEXT, "crew", CRITICAL), path="d.txt")
        tree = parsed(calm, looked, worse, stopped)
        assert texts(tree, "//section[@id='index']//*[@class='path']") == ["d.txt", "c.txt", "b.txt", "a.txt"]
        assert tree.xpath("//section[@id='index']//li/a/@href") == ["#s1", "#s2", "#s3", "#s4"]
        assert texts(tree, "//article//*[@class='path']") == ["d.txt", "c.txt", "b.txt", "a.txt"]
        assert texts(tree, "//section[@id='index']//li/p[1]")[::3] == ["✕Do not publish", "✓Publish"]

    def test_one_story_has_no_index(self) -> None:
        tree = parsed(story())
        assert tree.xpath("//*[@id='index']") == []
        assert tree.xpath("//title")[0].text == "Publish: Ferry talks go on – mtcheck"

    def test_every_identifier_stands_once_and_every_reference_leads_somewhere(self) -> None:
        one = story(TEXT, flag(TEXT, "crew"), flag(TEXT, "today"), fluency=(1.0, 2.0, 3.0))
        tree = parsed(one, one)
        names = tree.xpath("//@id")
        assert len(names) == len(set(names))
        pointed = {ref.lstrip("#") for ref in tree.xpath("//@href | //@aria-controls | //@aria-labelledby")}
        assert pointed <= set(names)

    def test_no_story_at_all(self) -> None:
        assert texts(parsed(), "//main//h1") == ["No stories"]

    def test_a_story_without_a_sentence(self) -> None:
        document = Document("empty.txt", "…", ())
        report = DocumentReport(document, Quality(100.0, 0.0, None, "pass"), (), ())
        assert texts(parsed(report), "//p[@class='copy body']") == ["…"]

    def test_a_byline_keeps_its_role(self) -> None:
        document = Document("a.txt", "By Ana Duarte", (Segment(0, 0, 13, "By Ana Duarte", 0, Role.BYLINE),))
        report = DocumentReport(document, Quality(100.0, 0.0, None, "pass"), (), (SegmentScore(0, 0, 13, None, None),))
        assert texts(parsed(report), "//p[@class='copy byline']") == ["By Ana Duarte"]

    def test_the_same_report_makes_the_same_page(self) -> None:
        one, other = story(TEXT, flag(TEXT, "crew")), story(TEXT, path="b.txt")
        assert page(one, other) == page(other, one)


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "ferry.txt").write_text("The talks may avert a new war. Washington Post.\n")
        (tmp_path / "good.txt").write_text("The ferry sailed on Friday, and the crew was glad of it.\n")
        return tmp_path

    def test_writes_a_page(self, folder: Path) -> None:
        output = folder / "report.html"
        paths = [str(folder / "good.txt"), str(folder / "ferry.txt")]
        done = CliRunner().invoke(
            group, ["report", *paths, "--fast", "--no-cache", "--output", str(output)], standalone_mode=False
        )
        assert (done.return_value, done.output) == (0, "")
        tree = html.document_fromstring(output.read_bytes())
        assert [Path(path).name for path in texts(tree, "//section[@id='index']//*[@class='path']")] == [
            "ferry.txt",
            "good.txt",
        ]
        assert tree.xpath("//article[1]//li[@data-code='ATT001']")

    def test_a_story_that_cannot_be_read_leaves_no_page(self, folder: Path) -> None:
        output = folder / "report.html"
        done = CliRunner().invoke(
            group, ["report", str(folder / "no.txt"), "--fast", "--output", str(output)], standalone_mode=False
        )
        assert done.return_value == 2
        assert "no.txt: no such file" in done.output
        assert not output.exists()
