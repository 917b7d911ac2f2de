"""The editor's report in a real browser: keyboard, contrast, widths, print, and the index of several stories."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtcheck.alignment.model import Bead, Parallel
from mtcheck.checks import RULES
from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment
from mtcheck.flag import Flag, ProbableSource, Severity, Suggestion
from mtcheck.report.html import render
from mtcheck.report.model import DocumentReport, Quality, Report, SegmentScore
from tests.browser import CHROMIUM, Tab, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

SENTENCES = (
    "Ferry talks go on in the harbour",
    "The ministers of both coastal republics met on Friday, and the the talks lasted eleven hours.",
    "The crew of not care, the spokesman of the Hafengesellschaftsverwaltungsrat said.",
    "They will read www.example.org/a-very-long-address-without-any-place-to-break-it-at-all-in-a-narrow-window too..",
)
TEXT = "\n\n".join(SENTENCES) + "\n\n" + "The pier stays shut until the spring. " * 12
OTHER = "As conversas continuam. Os ministros reuniram-se na sexta-feira. A tripulação não quer. Leiam também."
WIDTHS = (1280, 768, 390, 320)


def flag(words: str, code: str, severity: Severity, *suggestions: Suggestion) -> Flag:
    rule, start = RULES[code], TEXT.index(words)
    source = ProbableSource("pt", "a tripulação não quer", "the crew does not want to", "source")
    return Flag(
        start, start + len(words), code, rule.name, rule.category, severity, 0.8,
        "This reads as if it were made from another sentence.", suggestions, source,
    )  # fmt: skip


def story(path: str = "desk/ferry-talks.txt", *, beside: bool = True) -> DocumentReport:
    document = Document(path, TEXT, segment(TEXT))
    flags = (
        flag("ministers of both", "GAR002", Severity.CRITICAL, Suggestion("ministers from both")),
        flag("the the", "DUP001", Severity.MINOR, Suggestion("the", safe=True)),
        flag("crew of not", "GAR002", Severity.MAJOR, Suggestion("crew does not"), Suggestion("")),
        flag("not care", "PUN001", Severity.MINOR),
        flag(SENTENCES[3].split()[3], "PUN001", Severity.MINOR, Suggestion("www.example.org")),
        flag("too..", "PUN001", Severity.MINOR, Suggestion("too.", safe=True)),
    )
    other = Document("source.txt", OTHER, segment(OTHER, language="pt"))
    beads = tuple(Bead((i,), (i,), 0.9) for i in range(4))
    parallels = (Parallel("source", "pt", document, other, beads, ((),) * 4),) if beside else ()
    scores = tuple(SegmentScore(s.index, s.start, s.end, 5.0 + 20 * (s.index % 5), None) for s in document.segments)
    return DocumentReport(document, Quality(62.0, 380.0, 31.0, "fail"), flags, scores, parallels=parallels)


def page(folder: Path, *stories: DocumentReport) -> Path:
    path = folder / "report.html"
    path.write_text(render(Report(stories, "1.2.3", "mtcheck:1.2.3|rules:0|lm:none")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


@pytest.fixture
def tab(chromium: Tab) -> Iterator[Tab]:
    chromium.media()
    yield chromium
    assert chromium.problems == []


def focused(tab: Tab) -> str:
    """The identifier of what has the focus, or its text."""
    said = "e => e.id || e.textContent.trim().replace(/\\s+/g, ' ') || e.tagName"
    return str(tab.value(f"document.activeElement === document.body ? '' : ({said})(document.activeElement)"))


def tabbed(tab: Tab, most: int = 80) -> list[str]:
    """What gets the focus, Tab by Tab, until it goes round."""
    out: list[str] = []
    for _ in range(most):
        tab.press("Tab")
        at = focused(tab)
        if not at:
            break
        out.append(at)
    return out


class TestKeyboard:
    def test_every_mark_and_every_note_is_reached_in_their_order(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story()))
        reached = tabbed(tab)
        marks = tab.value("[...document.querySelectorAll('mark[data-first]')].map(m => m.id)")
        assert [one for one in reached if one in marks] == marks
        assert len(marks) == 6
        notes = [one for one in reached if re.match(r"\d", one)]
        assert [int(one.split()[0][:1]) for one in notes] == [1, 2, 3, 4, 5, 6]
        assert reached.index(marks[-1]) < reached.index(notes[0])

    def test_the_focus_is_seen(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story()))
        for _ in range(40):
            tab.press("Tab")
            if not focused(tab):
                break
            drawn = tab.value(
                "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(document.activeElement))"
            )
            assert drawn, focused(tab)

    @pytest.mark.parametrize("key", ["Enter", " "])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_enter_opens_a_note_and_escape_closes_it(self, tab: Tab, tmp_path: Path, key: str, width: int) -> None:
        tab.open(page(tmp_path, story()), width)
        while focused(tab) != "s1m2":
            tab.press("Tab")
        tab.press(key)
        assert tab.value("[...document.querySelectorAll('.note.open')].map(n => n.id)") == ["s1n2"]
        assert tab.value("document.getElementById('s1m2').getAttribute('aria-expanded')") == "true"
        assert tab.value(
            "(b => b.top < innerHeight && b.bottom > 0 && b.height > 0)"
            "(document.querySelector('#s1n2 .message').getBoundingClientRect())"
        )
        tab.press("Escape")
        assert tab.value("document.querySelectorAll('.note.open, mark.open').length") == 0
        assert focused(tab) == "s1m2"

    def test_an_open_note_does_not_hide_its_words(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story()), 390, 700)
        for _ in range(6):
            tab.press("j")
            bottom, top = tab.value(
                "[document.querySelector('mark.open').getBoundingClientRect().top, "
                "document.querySelector('.note.open').getBoundingClientRect().top]"
            )
            assert 0 <= bottom < top

    def test_single_keys_go_from_note_to_note_and_can_be_switched_off(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story()))
        for key, note in (("j", "s1n1"), ("n", "s1n2"), ("k", "s1n1")):
            tab.press(key)
            assert tab.value("document.querySelector('.note.open').id") == note
        tab.press("Escape")
        tab.value("document.getElementById('single-keys').click()")
        tab.press("j")
        assert tab.value("document.querySelector('.note.open')") is None

    def test_filters_take_marks_out_of_the_order(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story()))
        while not focused(tab).startswith("▲ major"):
            tab.press("Tab")
        tab.press("Enter")
        assert tab.value("document.getElementById('said').textContent") == "1 of 6 notes shown."
        left = tabbed(tab)
        assert [one for one in left if one.startswith("s1m")] == ["s1m3"]


READ = """(() => {
  const number = (s) => s.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
  const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = [];
  for (let node; (node = walk.nextNode());) {
    const element = node.parentElement, style = getComputedStyle(element);
    if (!node.data.trim() || element.closest("script, style, .vh, title, svg") || !element.getClientRects().length) continue;
    const chain = [];
    for (let up = element; up; up = up.parentElement) chain.unshift(up);
    let behind = [255, 255, 255], clear = 1;
    for (const one of chain) {
      const own = getComputedStyle(one);
      behind = over(number(own.backgroundColor), behind);
      clear *= Number(own.opacity);
    }
    const [r, g, b, a = 1] = number(style.color);
    const ink = over([r, g, b, a * clear], behind);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    out.push([ratio(ink, behind), large ? 3 : 4.5, element.className || element.tagName, node.data.trim().slice(0, 30)]);
  }
  return out;
})()"""


class TestContrast:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1, of large text 3 to 1."""

    @pytest.mark.parametrize(("medium", "scheme"), [("screen", "light"), ("screen", "dark"), ("print", "light")])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_every_text_can_be_read(self, tab: Tab, tmp_path: Path, medium: str, scheme: str, width: int) -> None:
        tab.media(medium, scheme)
        calm = Document("b.txt", "The ferry sailed on Friday.", segment("The ferry sailed on Friday."))
        stories = (story(), DocumentReport(calm, Quality(100.0, 0.0, None, "pass"), (), ()))
        for path in (page(tmp_path, *stories), page(tmp_path, story())):
            tab.open(path, width)
            for state in (
                "0",
                "document.querySelector('.help').open = true",
                "location.hash = '#s1'",
                "document.querySelector('.chip').click()",
                "document.getElementById('s1m1').click()",
                "document.getElementById('s1m3').click()",
                "for (const one of document.querySelectorAll('.s, .other b')) one.classList.add('lit')",
            ):
                tab.value(f"(async () => {{ {state}; await new Promise(r => setTimeout(r, 20)); }})()")
                texts = tab.value(READ)
                assert len(texts) > 5
                assert [one for one in texts if one[0] < one[1]] == []


class TestWidths:
    WIDER = (
        "[...document.querySelectorAll('body *')].filter(e => !e.closest('.vh, svg, .note:not(.open) .words bdi') && e.checkVisibility() && "
        "e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.tagName + '.' + e.className)"
    )

    @pytest.mark.parametrize("width", WIDTHS)
    @pytest.mark.parametrize("beside", [True, False])
    def test_nothing_scrolls_sideways(self, tab: Tab, tmp_path: Path, width: int, beside: bool) -> None:
        for path in (page(tmp_path, story(beside=beside)), page(tmp_path, story(beside=beside), story("b.txt"))):
            tab.open(path, width)
            for state in ("0", "location.hash = '#s1'", "document.getElementById('s1m5').click()"):
                tab.value(f"(async () => {{ {state}; await new Promise(r => setTimeout(r, 20)); }})()")
                assert tab.value("document.documentElement.scrollWidth") <= width
                assert tab.value(self.WIDER) == []


class TestIndex:
    def test_a_story_is_opened_and_left_with_the_keyboard(self, tab: Tab, tmp_path: Path) -> None:
        calm = Document("b.txt", "The ferry sailed on Friday.", segment("The ferry sailed on Friday."))
        tab.open(page(tmp_path, DocumentReport(calm, Quality(100.0, 0.0, None, "pass"), (), ()), story()))
        visible = "[...document.querySelectorAll('#index, article')].filter(e => !e.hidden).map(e => e.id)"
        assert tab.value(visible) == ["index"]
        while not focused(tab).startswith("Ferry talks"):
            tab.press("Tab")
        tab.value("window.gone = new Promise(done => addEventListener('hashchange', done, {once: true})); 0")
        tab.press("Enter")
        tab.value("window.gone.then(() => 0)")
        assert tab.value(visible) == ["s1"]
        tab.press("j")
        assert tab.value("document.querySelector('.note.open').id") == "s1n1"
        tab.press("Escape")
        tab.value(
            "new Promise(done => { addEventListener('hashchange', () => done(0), {once: true}); history.back(); })"
        )
        assert tab.value(visible) == ["index"]


class TestPrint:
    def test_every_note_is_printed_and_no_control(self, tab: Tab, tmp_path: Path) -> None:
        tab.open(page(tmp_path, story(), story("b.txt")))
        tab.media("print")
        printed = "[...document.querySelectorAll('{}')].filter(e => e.getClientRects().length).length"
        assert tab.value(printed.format(".note .message")) == 12
        assert tab.value(printed.format("article.story")) == 2
        assert tab.value(printed.format("#index")) == 1
        assert tab.value(printed.format(".moves, .help, .sides, .sure")) == 0
        paper = base64.b64decode(tab.call("Page.printToPDF", preferCSSPageSize=True)["data"])
        assert paper.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 3
