"""Word frequencies: what is read from the list directly is what wordfreq says."""

from hypothesis import given
from hypothesis import strategies as st
from wordfreq import iter_wordlist, word_frequency, zipf_frequency

from mtcheck.corpora.frequency import frequency, zipf


def test_every_hundredth_word_of_the_list_has_wordfreqs_frequency() -> None:
    for word in list(iter_wordlist("en"))[::100]:
        assert frequency(word) == word_frequency(word, "en"), word
        assert zipf(word) == zipf_frequency(word, "en"), word


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12))
def test_any_text_has_wordfreqs_frequency(word: str) -> None:
    assert zipf(word) == zipf_frequency(word, "en")


def test_rare_words_of_other_languages_are_unknown() -> None:
    assert zipf("guvernul", "ro") == zipf_frequency("guvernul", "ro") > 4
    assert zipf("qqqxz", "ro") == 0
