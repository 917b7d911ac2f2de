"""Segmentation of languages other than English, and telling which language a text is in."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.document.language import language_of, require_english
from mtcheck.document.model import Role
from mtcheck.document.reading import UnreadableError, from_text, read
from mtcheck.document.segmentation import segment
from mtcheck.tables import rows

LANGUAGES = sorted({row["language"] for row in rows("function_words")} | {"ja", "zh", "ko", "th"})


def sentences(text: str, language: str) -> list[str]:
    return [part.text for part in segment(text, language=language)]


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        (
            "ja",
            ["会談は月曜日に始まった。", "外相は「合意は近い。」と述べた。", "記者団は質問した！", "答えはなかった。"],
        ),
        ("zh", ["会谈于周一开始。", "部长说：“协议很近了。”", "记者问为什么？", "没有人回答。"]),
        ("ko", ["회담은 월요일에 시작됐다. ", "장관은 합의가 가깝다고 말했다. ", "기자들은 물었다."]),
        ("ar", ["بدأت المحادثات يوم الاثنين. ", "هل يوافق الوزير؟ ", "قال د. سامي إن الاتفاق قريب."]),
        ("hi", ["वार्ता सोमवार को शुरू हुई। ", "क्या मंत्री मानेंगे? ", "डॉ. शर्मा ने हाँ कहा।"]),
        ("el", ["Οι συνομιλίες άρχισαν τη Δευτέρα. ", "Θα συμφωνήσει ο κ. Παππάς; ", "Δεν απάντησε."]),
        ("hy", ["Բանակցությունները սկսվեցին։ ", "Նախարարը լռեց։"]),
        (
            "es",
            [
                "El Sr. Ruiz llegó a EE.UU. el lunes. ",
                "¿Firmará el acuerdo? ",
                "¡No lo sabe nadie! ",
                "«Ya veremos», dijo.",
            ],
        ),
        ("pt", ["O Dr. Sá falou na pág. 3 do relatório. ", "A Sra. Reis concordou. ", "Acabou."]),
        (
            "fr",
            [
                "M. Roux a dit : « C’est fini. » ",
                "Mme Roux, née le 3 oct. 1950, est partie. ",
                "« Non ! » a-t-il crié.",
            ],
        ),
        (
            "it",
            [
                "Il dott. Rossi è arrivato alle 9. ",
                "L’on. Neri ha chiesto: «Chi paga?» ",
                "Nessuno, ecc. ",
                "Il voto è domani.",
            ],
        ),
        ("ro", ["Dl. Pop a citat art. 5 din lege. ", "„Plecăm azi.” ", "Prof. dr. I. L. Marin tace."]),
        (
            "de",
            [
                "Am 3. Oktober kam Dr. Weiß z. B. nach Köln. ",
                "„Wir gehen.“ ",
                "Der 20. Bericht fehlt usw. ",
                "Die Stadt wartet.",
            ],
        ),
        ("nl", ["Mr. J. de Wit kwam o.a. naar Utrecht. ", "Waarom? ", "Dat zegt hij niet."]),
        ("pl", ["Prof. Nowak mówił o ok. 5 tys. Polaków. ", "Czy to prawda? ", "Tak, np. w Łodzi."]),
        ("cs", ["Dne 3. Října se mluvilo o tzv. Dohodě. ", "Král Karel IV. Lucemburský mlčel. ", "Čeká se."]),
        ("ru", ["В 2018 г. В. В. Иванов, т.е. Глава города, уехал. ", "«Почему?» — спросили его. ", "Он молчал."]),
        ("uk", ["У 2018 р. І. Франко, тобто п. Голова, поїхав. ", "Чому? ", "Він мовчав."]),
        ("tr", ["Toplantının 3. Günü Prof. Yılmaz konuştu. ", "Neden? ", "Çünkü Türkiye bekliyor."]),
        ("sv", ["Talet hölls bl.a. i Lund. ", "Varför? ", "Ingen vet, sade Dr. Berg."]),
        ("hu", ["Az 5. Kongresszus Dr. Kiss szerint sikeres volt. ", "Miért? ", "Ő sem tudja."]),
        ("nn", ["Dei kom i går. ", "Kvifor? ", "Ingen veit."]),
    ],
)
def test_sentences_end_where_the_language_ends_them(language: str, whole: list[str]) -> None:
    assert sentences("".join(whole), language) == [part.strip() for part in whole]


def test_what_asks_in_greek_is_a_semicolon_elsewhere() -> None:
    assert len(sentences("Έφυγε; Δεν ξέρω.", "el")) == 2
    assert len(sentences("Il part ; Paul reste.", "fr")) == 1


def test_a_glued_full_stop_ends_a_sentence_and_an_address_does_not() -> None:
    assert sentences("Ministrul a plecat.Vizita continuă.", "ro") == ["Ministrul a plecat.", "Vizita continuă."]
    assert sentences("Vezi pe stiri.ro ce s-a spus la ora 9.30 azi.", "ro") == [
        "Vezi pe stiri.ro ce s-a spus la ora 9.30 azi."
    ]


def test_abbreviations_that_are_words_too_end_sentences_before_function_words() -> None:
    assert sentences("Nu mai sunt altele de acest gen. Dar se caută.", "ro") == [
        "Nu mai sunt altele de acest gen.",
        "Dar se caută.",
    ]
    assert len(sentences("A vorbit gen. De Luca, ca martor.", "ro")) == 1


def test_headlines_of_unspaced_scripts_are_told_by_their_length() -> None:
    first, *_, last = segment("港の会談始まる\n\n" + "会談は月曜日に港で始まり双方の代表が出席した" * 5, language="ja")
    assert (first.role, last.role) == (Role.HEADLINE, Role.BODY)


@given(st.text(alphabet="aÁß.。!?؟;»« “\n1I", max_size=60), st.sampled_from([*LANGUAGES, "en", "xx"]))
def test_nothing_but_white_space_stands_between_segments(text: str, language: str) -> None:
    parts = segment(text, language=language)
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    assert all(text[a:b].strip() == "" for a, b in list(pairwise(edges))[::2])
    assert all(text[part.start : part.end] == part.text == part.text.strip() != "" for part in parts)


@pytest.mark.parametrize("run", [".", "。", ". ", "a.", "?»", "« ", ".\u00a0»"])
def test_hostile_runs_take_linear_time(run: str) -> None:
    started = time.perf_counter()
    segment(run * 30_000 + "x", language="fr")
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The minister said that the talks would go on, but she did not say when."),
        ("ro", "Ministrul a spus că discuțiile vor continua, dar nu a precizat când se vor încheia."),
        ("pt", "O ministro disse que as conversas vão continuar, mas não quis dizer quando."),
        ("es", "El ministro dijo que las conversaciones van a seguir, pero no quiso decir cuándo."),
        ("ca", "El ministre ha dit que les converses continuaran, però no ha volgut dir quan seran amb els altres."),
        ("gl", "O ministro dixo que as conversas van seguir, pero non quixo dicir cando unha delas remata."),
        ("ru", "Министр сказал, что переговоры продолжатся, но не уточнил, когда это будет."),
        ("uk", "Міністр сказав, що переговори триватимуть, але він не уточнив, коли це буде."),
        ("bg", "Министърът каза, че преговорите ще продължат, но не уточни кога ще се случи това."),
        ("mk", "Министерот рече дека преговорите ќе продолжат, но не кажа кога ќе биде тоа."),
        ("sr", "Министар је рекао да ће се преговори наставити, али није рекао када ће то бити."),
        ("sr", "Predsednik je rekao ko će da dođe, ali nije hteo da kaže šta će posle nedelju dana biti."),
        ("hr", "Predsjednik je rekao tko će doći, ali nije htio reći što će biti nakon dvije godine i gdje."),
        ("sl", "Predsednik je dejal, da se bodo pogovori nadaljevali, in ni povedal, kdo bo tudi tam."),
        ("sk", "Minister povedal, že rokovania budú pokračovať, ale nepovedal, kedy sa to podľa neho skončí."),
        ("et", "Minister ütles, et kõnelused jätkuvad, kuid ta ei öelnud, kes see on ja mis siis saab."),
        ("lv", "Ministrs teica, ka sarunas tiks turpinātas, bet viņš nav teicis, kas tas ir un kā to darīs."),
        ("lt", "Ministras sakė, kad derybos bus tęsiamos, bet jis nepasakė, kas tai yra ir kaip už jas."),
        ("sq", "Ministri tha se bisedimet do të vazhdojnë, por nuk e tha se kur dhe me kë."),
        ("id", "Menteri itu mengatakan bahwa perundingan akan dilanjutkan dengan mereka, tetapi tidak pada tahun ini."),
        ("vi", "Bộ trưởng nói rằng các cuộc đàm phán sẽ được tiếp tục, nhưng không cho biết khi nào."),
        ("fa", "وزیر گفت که مذاکرات ادامه دارد اما این را نگفت که برای چه"),
        ("ar", "قال الوزير إن المحادثات سوف تستمر ولكن لم يقل متى أو أين في هذا العام"),
        ("he", "השר אמר כי השיחות יימשכו"),
        ("hi", "मंत्री ने कहा कि वार्ता जारी है और यह भी कि वह नहीं गया"),
        ("ja", "大臣は会談が続くと述べた"),
        ("zh", "部长说会谈将继续"),
        ("ko", "장관은 회담이 계속된다고 말했다"),
        ("th", "รัฐมนตรีกล่าวว่าการเจรจาจะดำเนินต่อไป"),
        ("ka", "მინისტრმა თქვა, რომ მოლაპარაკება გაგრძელდება"),
        ("el", "Ο υπουργός είπε ότι οι συνομιλίες θα συνεχιστούν"),
        (None, "2018, 3–1"),
        (None, "Rossi Meier Popescu"),
    ],
)
def test_the_language_of_a_sentence(code: str | None, text: str) -> None:
    assert language_of(text) == code


def test_names_with_foreign_letters_leave_english_english() -> None:
    text = (
        "Şükrü Aslan and Łukasz Żak said that they would be in the city for the talks with the others, who have not yet "
        "said when they will be there or what they want from this round of meetings."
    )
    assert language_of(text) == "en"


def test_a_short_page_of_dense_script_or_full_of_english_names_is_refused() -> None:
    japanese = "港の会談は月曜日に始まり双方の代表が出席したと報じられた。" * 3
    turkish = (
        "Polis, Bank of the West on the Hill adlı şubenin önünde bir kişinin yaralandığını ve olay yerinde bulunan "
        "Officer Tom Hill ile Sergeant Ann Lake için soruşturma açıldığını, ancak bunun daha çok zaman alacağını "
        "söyledi. Hastaneye kaldırılan kişi kendi isteğiyle taburcu oldu."
    )
    for text in (japanese, turkish):
        with pytest.raises(UnreadableError, match="not English"):
            require_english(from_text(text))


def test_a_story_is_read_by_the_stops_of_its_language(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>会談は続く。大臣は述べた。これは長い話だ。</p></body></html>", encoding="utf-8")
    assert len(read(page).segments) == 1
    assert len(read(page, language="ja").segments) == 3
    notes = tmp_path / "notes.md"
    notes.write_text("Wir kamen am 3. Oktober an. Sie gingen mit uns.\n", encoding="utf-8")
    assert len(read(notes, language="de").segments) == 2
