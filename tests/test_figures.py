"""Figures of some twenty languages read as values, and what became of them in a copy."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.alignment.figures import compare, figures, knows, supported, units

READ = """
en|About 1,200 ships came in|1200~about
en|Twenty-one men and forty-five women|21 45
en|It cost $10m|10000000@dollar
en|a US$2.5 billion loan|2500000000@dollar
en|on Sept. 14, 2020|14@9 2020
en|on 14 September 2020|14@9 2020
en|on the 14th of September|14@9
en|at 2:30 p.m.|870
en|at 3 pm sharp|900
en|at 12:15 a.m.|15
en|5.5 percent of voters|5.5@percent
en|5 per cent|5@percent
en|rose by 12 percentage points|12@percent
en|in the 1990s|1990
en|back in the ’80s|1980
en|in two thirds of cases|0.6666
en|one fifth|0.2000
en|half a million people|500000
en|two and a half million people|2500000
en|2 to 3 million dollars|2000000@dollar 3000000@dollar
en|between 10 and 20 percent|10@percent 20@percent
en|14-16 September|14@9 16@9
en|the 21st century|21
en|two hundred and five thousand|205000
en|one hundred and one|101
en|two million three thousand trillion|2003000
en|a 34-year-old driver|34@year
en|three dozen eggs|36
en|the season of 1998-99|1998 1999
en|more than 40 countries|40~over
en|at least 7 dead|7~least
en|nearly 300 homes|300~almost
en|up to 15 boats|15~most
en|fewer than 60 seats|60~under
en|a 10-mile queue|10@mile
en|30 km away|30@kilometre
en|20 degrees Celsius|20@celsius
en|£3.6bn in aid|3600000000@pound-sterling
en|EUR 500 a head|500@euro
en|12,34,567 voters|1234567
en|20 lakh voters|2000000
en|3 crore rupees|30000000@rupee
en|1,234.56 points|1234.56
en|a mere 0.5 points|0.5
en|20 or more ships|20~over
en|the G20 summit|
en|the COVID-19 virus|
en|10½ hours|10.5@hour
en|a million people|1000000
en|ninety-nine|99
en|nineteen|19
en|seven hundred million|700000000
en|call 555-0199 now|
en|account 12345678901234567890123|
en|12 tonnes of coal|12@ton
en|five acres|5@acre
en|on Friday|5
es|el viernes|5
ru|в пятницу|5
de|am Freitagabend|5
ro|Circa 1.200 de nave|1200~about
ro|20 de mii de oameni|20000
ro|două sute cincizeci de lei|250@leu
ro|douăzeci și unu de ani|21@year
ro|secolul al XX-lea|20
ro|o treime din ei|0.3333
ro|două treimi|0.6666
ro|ora 14:30|870
ro|pe 14 septembrie 2020|14@9 2020
ro|la 14.09.2020|14@9 2020
ro|3,5 la sută|3.5@percent
ro|jumătate de milion de euro|500000@euro
ro|un milion și jumătate|1500000
ro|peste 40 de țări|40~over
ro|cel puțin 7 morți|7~least
ro|1,2 miliarde de dolari|1200000000@dollar
ro|5 mld. euro|5000000000@euro
ro|treizeci și cinci la sută|35@percent
ro|aproape 300 de case|300~almost
es|más de mil millones de dólares|1000000000@dollar~over
es|1,5 millones|1500000
es|1.500 personas|1500
es|treinta y cinco barcos|35
es|veintiún años|21@year
es|siglo XX|20
es|a las 14:30 horas|870
es|el 14 de septiembre de 2020|14@9 2020
es|2,5 billones de euros|2500000000000@euro
es|dos tercios|0.6666
es|quinientos mil|500000
es|medio millón de votos|500000
es|el 20 por ciento|20@percent
es|unos 300 hombres|300~about
es|menos de 60|60~under
es|dos mil quinientos millones|2500000000
pt|mil milhões de euros|1000000000@euro
pt|21 de abril|21@4
pt|às 14h30|870
pt|dezesseis barcos|16
pt|cento e vinte e três|123
pt|3,2 bilhões de reais|3200000000@real
pt|cerca de 40 países|40~about
pt|20 por cento|20@percent
pt|R$ 50 mil|50000@real
pt|século XIX|19
fr|quatre-vingt-dix-sept|97
fr|soixante-quinze|75
fr|soixante et onze|71
fr|12 000 personnes|12000
fr|12 345,67 euros|12345.67@euro
fr|à 14h30|870
fr|vers 14 h 30|870
fr|le 1er mai|1@5
fr|2,3 milliards d’euros|2300000000@euro
fr|au XXe siècle|20
fr|dix-sept mille soldats|17000
fr|deux cent trente|230
fr|les deux tiers|0.6666
fr|plus de 40 pays|40~over
fr|près de 300 maisons|300~almost
fr|20 %|20@percent
it|ventuno|21
it|duecentocinquanta navi|250
it|duemila persone|2000
it|trentotto anni|38@year
it|3 miliardi di euro|3000000000@euro
it|alle 14.30|870
it|XX secolo|20
it|il 14 settembre 2020|14@9 2020
it|oltre 40 paesi|40~over
it|il 20 per cento|20@percent
it|1.234.567 voti|1234567
ca|vint-i-cinc|25
ca|2 milions d’euros|2000000@euro
ca|14 de setembre de 2020|14@9 2020
ca|més de 40 països|40~over
de|einundzwanzig Schiffe|21
de|zweihundertfünfzig|250
de|dreitausendvierhundert|3400
de|1.234,56 Euro|1234.56@euro
de|14. September 2020|14@9 2020
de|am 14.09.2020|14@9 2020
de|die 90er Jahre|1990
de|im 20. Jahrhundert|20
de|um 14.30 Uhr|870
de|um 14 Uhr|840
de|2,5 Milliarden Dollar|2500000000@dollar
de|eine halbe Million|500000
de|zwei Drittel|0.6666
de|20 Prozent|20@percent
de|rund 300 Häuser|300~about
de|mindestens 7 Tote|7~least
nl|eenentwintig|21
nl|tweehonderdvijftig|250
nl|2,5 miljoen euro|2500000@euro
nl|14 september 2020|14@9 2020
nl|meer dan 40 landen|40~over
nl|20 procent|20@percent
nl|1.200 schepen|1200
sv|tjugofem|25
sv|1 200 kronor|1200@crown
sv|på 1990-talet|1990
sv|klockan 14.30|870
sv|mer än 40 länder|40~over
da|enogtyve|21
da|3 mio. kroner|3000000@crown
da|14. september 2020|14@9 2020
no|tjuefem|25
no|3 millioner kroner|3000000@crown
no|mer enn 40 land|40~over
pl|ponad 20 tysięcy złotych|20000@zloty~over
pl|14 września 2020 r.|14@9 2020
pl|dwadzieścia pięć procent|25@percent
pl|3,5 mln|3500000
pl|dwieście pięćdziesiąt|250
pl|co najmniej 7|7~least
pl|w XX wieku|20
pl|trzynastoletni chłopiec|13
cs|dvacet pět procent|25@percent
cs|14. září 2020|14@9 2020
cs|2,5 milionu korun|2500000@crown
cs|pětadvacet|25
cs|více než 40|40~over
ru|двадцать один корабль|21
ru|1,2 млн долларов|1200000@dollar
ru|более 500 тысяч|500000~over
ru|14 сентября 2020 года|14@9 2020
ru|в 90-х годах|1990
ru|в XX веке|20
ru|около 300 домов|300~about
ru|двести пятьдесят|250
ru|полмиллиона|
ru|20 процентов|20@percent
ru|две трети|0.6666
ru|12 345 рублей|12345@ruble
uk|п’ятнадцять днів|15@day
uk|п’ять мільйонів гривень|5000000@hryvnia
uk|20 відсотків|20@percent
uk|14 вересня 2020 року|14@9 2020
uk|понад 40 країн|40~over
bg|двадесет процента|20@percent
bg|14 септември 2020|14@9 2020
bg|2,5 милиона лева|2500000
tr|yüzde 20|20@percent
tr|%15|15@percent
tr|2,5 milyon dolar|2500000@dollar
tr|14 Eylül 2020|14@9 2020
tr|saat 14:30|870
tr|yirmi beş|25
tr|1990'lar|1990
tr|40'tan fazla ülke|40~over
hu|huszonegy|21
hu|1 200 hajó|1200
hu|2020. szeptember 14.|2020 14@9
hu|25 százalék|25@percent
hu|2,5 millió euró|2500000@euro
el|14 Σεπτεμβρίου 2020|14@9 2020
el|2,5 εκατομμύρια ευρώ|2500000@euro
el|είκοσι πέντε|25
el|20%|20@percent
ar|٢٠ مليون دولار|20000000@dollar
ar|خمسة وعشرون|25
ar|14 سبتمبر 2020|14@9 2020
ar|30 في المئة|30@percent
ar|١٬٢٠٠ سفينة|1200
zh|3万5千人|35000
zh|1亿2000万元|120000000@yuan
zh|2020年9月14日|2020 14@9
zh|30%|30@percent
zh|12.5万美元|125000@dollar
ja|午後3時30分|930
ja|3万円|30000@yen
ja|約500人|500~about
ja|1億2,500万ドル|125000000@dollar
ko|2020 and 1500|2020 1500
"""
CASES = [tuple(line.split("|")) for line in READ.strip().splitlines()]


def shown(text: str, language: str) -> str:
    """The certain figures of a text as the table has them: value, unit, bound."""
    out = []
    for figure in figures(text, language):
        if figure.certain:
            unit = f"@{figure.unit}" if figure.unit else ""
            bound = f"~{figure.bound}" if figure.bound else ""
            value = figure.value if figure.value < 1 else figure.value.normalize()
            out.append(f"{value:f}{unit}{bound}")
    return " ".join(out)


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_figures_are_read_as_values(language: str, text: str, expected: str) -> None:
    assert shown(text, language) == expected


def test_there_are_cases_of_every_language() -> None:
    assert len(CASES) >= 200
    assert len({language for language, _, _ in CASES if knows(language)}) >= 20


@pytest.mark.parametrize(
    ("language", "text", "value", "kind"),
    [
        ("en", "one man", 1, "number"),
        ("en", "the second day", 2, "ordinal"),
        ("en", "half of them", 0.5, "fraction"),
        ("en", "in May", 5, "month"),
        ("en", "he may, in March", 3, "month"),
        ("en", "World War II", 2, "ordinal"),
        ("en", "tens of thousands", None, ""),
        ("es", "decenas de miles", 1000, "number"),
        ("fr", "des dizaines de milliers", 10000, "number"),
        ("ro", "un om", 1, "number"),
        ("pt", "só um", 1, "number"),
        ("de", "ein Mann", 1, "number"),
        ("en", "a six-foot-five guard", 6, "quantity"),
        ("ru", "десятков тысяч", 10000, "number"),
    ],
)
def test_what_is_often_no_figure_is_not_certain(language: str, text: str, value: float | None, kind: str) -> None:
    found = figures(text, language)
    assert not any(figure.certain for figure in found)
    if value is not None:
        assert (value, kind) in {(float(figure.value), figure.kind) for figure in found}


@pytest.mark.parametrize(
    ("language", "text", "also"),
    [
        ("es", "1.234 votos", "1.234"),
        ("ro", "anii 90", "90"),
        ("de", "9.30 Uhr", "1290"),
        ("en", "3 p.m.", "3"),
        ("en", "4/9/2020", "9"),
        ("en", "1998-99", "99"),
        ("en", "2 to 3 million", "2"),
    ],
)
def test_signs_that_mean_several_things_have_several_readings(language: str, text: str, also: str) -> None:
    assert any(Decimal(also) in figure.readings for figure in figures(text, language))


COMPARED = """
same|en|It cost 1,200 euros|ro|A costat 1.200 de euro
same|en|It cost 1,200 euros|fr|Cela a coûté 1 200 euros
same|en|1.2 billion dollars|es|1.200 millones de dólares
same|en|1.2 billion dollars|es|mil doscientos millones de dólares
same|en|1.2 billion dollars|de|1,2 Milliarden Dollar
same|en|2.5 trillion euros|es|2,5 billones de euros
same|en|half of them left|ro|50% au plecat
same|en|two thirds of voters|de|zwei Drittel der Wähler
same|en|67 percent of voters|fr|deux tiers des électeurs
same|en|a dozen people|es|12 personas
same|en|at 3 p.m. on Monday|de|am Montag um 15 Uhr
same|en|at 2:30 p.m.|fr|à 14h30
same|en|at 2.30pm|ro|la ora 14:30
same|en|ten miles away|es|a 16 kilómetros
same|en|100 miles away|de|160 Kilometer entfernt
same|en|a 6-foot wall|fr|un mur de 1,8 mètre
same|en|86 degrees Fahrenheit|de|30 Grad Celsius
same|en|100 pounds of rice|fr|45 kg de riz
same|en|250 acres burned|fr|100 hectares ont brûlé
same|en|the 1990s|ro|anii ’90
same|en|the 1990s|de|die 90er Jahre
same|en|the 20th century|ro|secolul XX
same|en|the 20th century|fr|le XXe siècle
same|en|Sept. 14, 2020|de|14.09.2020
same|en|September 14|es|14 de septiembre
same|en|the two men left|ro|bărbații au plecat
same|en|both men left|de|die beiden Männer gingen
same|en|a quarter of them|es|el 25 % de ellos
same|en|1,234,567 votes|fr|1,23 million de votes
same|en|48 hours later|es|dos días después
same|en|18 months of war|ro|un an și jumătate de război
same|en|97 people|fr|quatre-vingt-dix-sept personnes
same|en|thirteen-year-old boy|pl|trzynastoletni chłopiec
same|en|$11 million (10 million euros)|ro|11 milioane de dolari
same|en|twenty percent|tr|yüzde 20
same|en|35,000 people|zh|3万5千人
same|en|100 pounds sterling|it|100 sterline
same|en|pounds 100 million|fr|100 millions de livres sterling
same|en|20 people left. The 20 were hurt|es|20 personas salieron
same|en|They won 2-1|de|Sie gewannen 2:1
same|en|the second world war|ro|al doilea război mondial
same|en|$100 million|ja|1億ドル
same|en|21 ships|ru|двадцать одно судно
altered:scale|en|1.2 million dollars|es|1.200 millones de dólares
altered:separator|en|1.234 ships came|ro|Au venit 1.234 de nave
altered:scale|en|5 billion euros|pt|5 milhões de euros
altered:scale|en|20 people|ro|20 de mii de oameni
altered:transposed|en|45 people died|ro|Au murit 54 de oameni
altered:digit|en|45 people died|ro|Au murit 46 de oameni
altered:value|en|45 percent voted|ro|Au votat 62 la sută
altered:day-and-month|en|on 4 September|ro|pe 9.04.2020
altered:digit|en|on 15 September|de|am 14. September
altered:transposed|en|in 1989 he left|fr|en 1998 il est parti
altered:unit|en|30 km away|es|a 30 millas
altered:currency|en|5 million dollars|fr|5 millions d’euros
altered:value|en|at 3:10 p.m.|de|um 14.30 Uhr
altered:value|en|fifteen men|ru|двадцать семь мужчин
altered:value|en|three men died|es|murieron cinco hombres
altered:scale|en|350,000 dollars|zh|三百五十万美元 3500000美元
bound:bound|en|500 people came|ro|au venit circa 500 de oameni
bound:bound|en|40 countries|es|más de 40 países
bound:bound|en|at most 40 countries|es|al menos 40 países
bound:bound|en|less than 40 countries|de|mehr als 40 Länder
lost:|en|The men left|ro|Cei 45 de bărbați au plecat
lost:|en|It fell|de|Es fiel um 20 Prozent
lost:|en|He left|es|Se marchó el 14 de septiembre
added:|en|45 firefighters came|ro|Au venit pompierii
added:|en|It fell by 20 percent|de|Es fiel
added:|en|He left in 2019|fr|Il est parti
altered:value|en|He left on Saturday|es|Se marchó el viernes
same|en|He left on Monday|ro|A plecat luni
same|en|He left|de|Er ging am Freitag
altered:value|en|at 9:30 p.m.|en|at 9:30 a.m.
same|en|at 9:30 p.m.|es|a las 9:30
same|en|555 111|fr|555 111
same|en|about 500 people came|ro|au venit 500 de oameni
same|en|Three people came|ro|Au venit oameni
same|en|it was 9 at night|es|eran las nueve de la noche
"""
PAIRS = [tuple(line.split("|")) for line in COMPARED.strip().splitlines()]


@pytest.mark.parametrize(("outcome", "mine", "copy", "theirs", "other"), PAIRS)
def test_what_became_of_the_figures(outcome: str, mine: str, copy: str, theirs: str, other: str) -> None:
    changes = compare(figures(copy, mine), figures(other, theirs))
    expected = [] if outcome == "same" else [outcome]
    dates = {
        f"{c.kind}:{c.reason}"
        for c in changes
        if not (c.other is not None and c.other.kind == "year" and c.kind == "lost")
    }
    assert sorted(dates) == expected


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 60


def test_a_change_has_the_sides_that_stand() -> None:
    (altered,) = compare(figures("45 died", "en"), figures("54 au murit", "ro"))
    assert altered.copy is not None
    assert altered.other is not None
    assert (altered.copy.text, altered.other.text) == ("45", "54")


def test_any_figure_that_says_the_same_bears_another_out() -> None:
    one = figures("10 miles", "en")[0]
    assert supported(one, figures("16 km", "en"))
    assert not supported(one, figures("25 km", "en"))


def test_every_unit_with_a_factor_has_a_dimension_with_a_base() -> None:
    for unit in units().values():
        assert unit.factor >= 0
        if unit.dimension in {"length", "mass", "area", "volume", "time"}:
            assert unit.factor > 0, unit


LOCALES = {"en": (",", "."), "ro": (".", ","), "de": (".", ","), "fr": ("\u202f", ","), "it": (".", ","), "ru": ("\u00a0", ","),
           "pl": (" ", ","), "es": (".", ","), "pt": (".", ","), "tr": (".", ","), "nl": (".", ","), "zh": (",", ".")}  # fmt: skip


@given(
    st.sampled_from(sorted(LOCALES)),
    st.integers(min_value=2100, max_value=999_999_999),
    st.integers(min_value=0, max_value=99),
)
def test_a_number_written_as_the_language_does_is_read_back(language: str, whole: int, cents: int) -> None:
    thousands, decimal = LOCALES[language]
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:02d}"
    (found,) = (f for f in figures(f"x {text} y", language) if f.certain)
    assert found.value == Decimal(f"{whole}.{cents:02d}")
    assert found.text == text


WORDS_20 = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
)
WORDS_20 += ["eighteen", "nineteen"]
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_english(number: int) -> str:
    """A number below a million in words."""
    if number >= 1000:
        rest = number % 1000
        return in_english(number // 1000) + " thousand" + (f" {in_english(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{WORDS_20[number // 100 - 1]} hundred" + (f" and {in_english(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10 - 2] + (f"-{WORDS_20[number % 10 - 1]}" if number % 10 else "")
    return WORDS_20[number - 1]


@given(st.integers(min_value=3, max_value=999_999))
def test_a_number_in_english_words_is_read_back(number: int) -> None:
    text = in_english(number)
    found = figures(text, "en")
    assert [(f.value, f.start, f.end) for f in found] == [(Decimal(number), 0, len(text))]


UNITS_DE = "ein zwei drei vier fünf sechs sieben acht neun".split()
TENS_DE = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()


@given(
    st.integers(min_value=1, max_value=9), st.integers(min_value=0, max_value=7), st.integers(min_value=1, max_value=9)
)
def test_a_german_number_in_one_word_is_read_back(hundreds: int, tens: int, ones: int) -> None:
    word = f"{UNITS_DE[hundreds - 1]}hundert{UNITS_DE[ones - 1]}und{TENS_DE[tens]}"
    (found,) = figures(word, "de")
    assert found.value == hundreds * 100 + (tens + 2) * 10 + ones


LANGUAGES = "en ro es pt fr it ca de nl sv da no pl cs ru uk bg tr hu el ar zh ja xx".split()
PIECES = st.sampled_from(
    ["1", "12", "1.234", "1,5", "-", " ", ".", "/", ":", "million", "mil", "de", "and", "un", "half", "€", "$", "%", "三", "万",
     "ein", "vingt", "XX", "secolul", "mai", "’", "years", "½", "٣", "st", "h", "\u00a0", "\ud800", "𝟙", "²", "а", "و"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from(LANGUAGES))
@settings(max_examples=300)
def test_any_text_is_read_with_exact_offsets(text: str, language: str) -> None:
    found = figures(text, language)
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert figure.start < figure.end
        assert figure.value.is_finite()
    assert compare(found, found) == () or all(c.kind != "altered" for c in compare(found, found))


@pytest.mark.parametrize(
    "piece", ["1.", "1 ", "million ", "mil ", "-1", "1/", "half a ", "ein", "ab", "三", "20 to ", "’", "1,234,", "one-"]
)
@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_time_grows_in_step_with_the_text(piece: str, language: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        start = time.perf_counter()
        figures.__wrapped__(text, language)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(8_000) < 40 * seconds(1_000) + 0.5
