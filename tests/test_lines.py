"""Line mode: one segment a line in, one line out."""

import math
from pathlib import Path

import pytest

from mtcheck.document.reading import UnreadableError
from mtcheck.lines import as_document, read_lines, require_pairs, score
from mtcheck.models import quality, store

ready = pytest.mark.skipif(
    not (store.is_ready() and store.is_ready(store.MULTILINGUAL_E5) and quality.WEIGHTS.is_file()),
    reason="the models are not prepared",
)


def test_lines_are_kept_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "mt.txt"
    path.write_bytes("\ufeffOne\u2028line.\r\n\nÜber  all \x0cthree.".encode())
    lines = read_lines(path)
    assert lines == ["One\u2028line.", "", "Über  all \x0cthree."]
    document = as_document("mt.txt", lines)
    assert [document.text[s.start : s.end] for s in document.segments] == lines
    assert [s.index for s in document.segments] == [0, 1, 2]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [(b"", "is empty"), (b"\n \n", "holds no words"), (b"caf\xe9\n", "is not UTF-8 \\(byte 3\\)")],
)
def test_what_are_no_lines_is_refused(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "mt.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=complaint):
        read_lines(path)


def test_pairs_need_as_many_lines(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="a has 1 lines and b has 2"):
        require_pairs(Path("a"), ["x"], Path("b"), ["y", "z"])


@pytest.mark.model
@ready
def test_a_line_gets_a_probability_for_each_word_and_a_worse_one_a_lower_quality() -> None:
    sources = ["Echipajele au renunțat vineri la grevă .", "Echipajele au renunțat vineri la grevă .", ""]
    good, bad, empty = score(
        ["The crews called off their strike on Friday .", "The carpets have given Friday at the clay .", ""], sources
    )
    assert (len(good.words), len(bad.words), empty.words) == (9, 9, ())
    assert math.isnan(empty.quality)
    assert math.isnan(empty.fluency)
    assert good.quality > bad.quality
    assert sum(good.words) / 9 < sum(bad.words) / 9
    assert good.fluency > bad.fluency
