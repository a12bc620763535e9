"""The methods that are told and the terms that are explained are those of this report."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from larvik_analysis.report.document import (
    Bullets,
    Callout,
    Column,
    FigureBlock,
    Heading,
    Lead,
    PageBreak,
    Paragraph,
    Prose,
    TableBlock,
)
from larvik_analysis.report.method import method_blocks, words_blocks, words_of_block
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue

TERMS = {
    "nb": {
        "risk": "familier med opphoping av vansker",
        "levels": "et tiltak på indikert nivå",
        "census": "Familiene i prøveperioden (alle er med)",
        "interval": "63 % (95 %-intervall 40 til 80)",
        "dispersion": "dobbelt så stor spredning",
        "standard_error": "målt i standardfeil (z)",
        "percentage_point": "to prosentpoeng",
        "scale_point": "tre skalapoeng",
        "p_value": "P-verdien er 0,03",
    },
    "en": {
        "risk": "several risk factors",
        "levels": "a universal measure",
        "census": "a count of all who answered",
        "interval": "63% (95% interval 40 to 80)",
        "dispersion": "twice the dispersion",
        "standard_error": "measured in standard errors (z)",
        "percentage_point": "two percentage points",
        "scale_point": "three scale points",
        "p_value": "The p-value is 0.03",
    },
}


def explained(*words, language="nb"):
    """The explanations that a report with these words has."""
    found = list(words_blocks([Paragraph(said) for said in words], language))
    return list(found[1].items) if found else []


def table(caption="", cell=""):
    return TableBlock(
        name="tabell", title="tittel", caption=caption, columns=(Column(heading="hode"),),
        rows=((cell,),), notes=("merknad",), source="",
    )  # fmt: skip


def shown(method, low, kind="table"):
    """A released table of one number."""
    data = pd.DataFrame({"method": [method], "low": [low], "level": [0.95]})
    return SimpleNamespace(kind=kind, data=data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_explained_where_it_stands_and_nowhere_else(language):
    texts = read_catalogue(language)
    assert [f"words.signs.{term}" for term in TERMS[language]] == [
        key for key in texts if key.startswith("words.signs.")
    ]
    for term, words in TERMS[language].items():
        assert explained(words, language=language) == [texts[f"words.{term}"]]
    every = explained(*TERMS[language].values(), language=language)
    assert every == [texts[f"words.{term}"] for term in TERMS[language]]


def test_a_report_without_such_words_has_no_list_of_them():
    assert list(words_blocks([Paragraph("Åtte av ti svarte ja.")], "nb")) == []


def test_an_explanation_stands_under_its_own_heading():
    heading, bullets = words_blocks([Paragraph("En RISIKOFAKTOR")], "nb")
    assert heading == Heading(level=2, text="Ord og uttrykk", anchor="")
    assert isinstance(bullets, Bullets)


def test_a_term_may_be_broken_between_two_lines():
    found = list(words_blocks([Prose("Målt i one standard\nerror")], "en"))
    assert found[1].items == (read_catalogue("en")["words.standard_error"],)


@pytest.mark.parametrize(
    "block",
    [
        Heading(level=1, text="Standardfeil", anchor=""),
        Bullets(("en", "to standardfeil")),
        Lead(("en", "standardfeil")),
        Callout("standardfeil", ""),
        Callout("", "standardfeil"),
        Callout("", "", ("en", "standardfeil")),
        Prose("Mål i *standardfeil*"),
        table(caption="målt i standardfeil"),
        table(cell="standardfeil"),
        FigureBlock(
            name="figur", title="", caption="", alternative_text="", notes=(), source="",
            svg=b"", png=b"", width_mm=100, table=table(cell="standardfeil"), says_all=True,
        ),
    ],
)  # fmt: skip
def test_a_term_is_found_in_every_kind_of_block(block):
    assert len(list(words_blocks([PageBreak(), block], "nb"))) == 2


def test_every_text_of_a_table_is_read():
    assert list(words_of_block(table("under", "celle"))) == [
        "tittel", "under", "merknad", "hode", "celle",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        ([], ()),
        ([shown("wilson", None), shown("share", None)], ()),
        ([shown("wilson", 0.1, kind="text")], ()),
        ([shown("wilson_finite", 0.1)], ("Wilson", "Nivået 95\u00a0%")),
        ([shown("change", -0.1)], ("logaritmen", "Nivået 95\u00a0%")),
        ([shown("bounded", 0.1)], ("Nivået 95\u00a0%",)),
        ([shown("change", -0.1), shown("wilson", 0.1)],
         ("Wilson", "logaritmen", "Nivået 95\u00a0%")),
    ],
)  # fmt: skip
def test_only_intervals_that_are_shown_have_their_method_told(larvik, passed, told):
    _, bullets = method_blocks(passed, larvik)
    said = " ".join(bullets.items)
    assert tuple(w for w in ("Wilson", "logaritmen", "Nivået 95\u00a0%") if w in said) == told
    assert ("ntervall" in said) == bool(told)


@pytest.mark.parametrize(("study_name", "said"), [
    ("larvik", "står i offentlige dokumenter"), ("example", "er oppdiktet"),
])  # fmt: skip
def test_it_says_where_the_numbers_come_from(request, study_name, said):
    heading, bullets = method_blocks([], request.getfixturevalue(study_name))
    assert heading.text == "Metode"
    assert said in bullets.items[0]
