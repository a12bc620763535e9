"""Fields in running text, and the numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.inputs.text_fields import split_fields, typed_numbers


def fields_in(text):
    found, faults = split_fields(text, lambda place: 1 + text.count("\n", 0, place), "tekst.md")
    return [field for _, _, field in found], [(fault.code, fault.line) for fault in faults]


@pytest.mark.parametrize(
    ("text", "name", "form", "is_capital"),
    [
        ("{{fact:red_families}}", "fact:red_families", "", False),
        ("{{ fact : red_families | Word }}", "fact:red_families", "Word", False),
        ("{{Fact:red_families}}", "fact:red_families", "", True),
        ("{{fact:red\\_families}}", "fact:red_families", "", False),
        ("{{fact:\nred_families}}", "fact:red_families", "", False),
        ("{{fact:\u00a0red_\u200bfamilies|word}}", "fact:red_families", "word", False),
        ("{{estimate:rodt\u2011hvem.families}}", "estimate:rodt-hvem.families", "", False),
        ("{{estimate:rodt–hvem.families}}", "estimate:rodt-hvem.families", "", False),
        ("{{estimate:share(a,  b)|portion}}", "estimate:share(a, b)", "portion", False),
        ("{{estimate:cell(“d”, «q=ja»)}}", 'estimate:cell("d", "q=ja")', "", False),
    ],
)
def test_what_a_word_processor_makes_of_a_field_is_mended(text, name, form, is_capital):
    [field], faults = fields_in(f"Foran {text} bak")
    assert (field.name, field.form, field.is_capital) == (name, form, is_capital)
    assert faults == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{foo}}", "text_field_form"),
        ("{{Measure}}", "text_field_form"),
        ("{{fact:}}", "text_field_form"),
        ("{{fact:a|b|c}}", "text_field_form"),
        ("{{}}", "text_field_form"),
        ("{{fact:a", "text_field_open"),
        ("fact:a}}", "text_field_open"),
        ("{{fact:a} }", "text_field_open"),
    ],
)
def test_braces_that_are_no_field_are_faults_with_their_line(text, code):
    assert fields_in(f"første\n{text} slutt") == ([], [(code, 2)])


def test_single_braces_are_text():
    assert fields_in("en {krøll} her") == ([], [])


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Ingen tall her.", 0),
        ("{{fact:q1_2024}} familier", 0),
        ("Vi spurte 12 familier i 2024.", 2),
        ("1 300 000 kroner", 1),
        ("46,7 % og 3.5", 2),
        ("den 16.5.2025", 1),
        ("½ stilling og m²", 2),
        ("1. Først\n2. Så", 0),
        ("se [siden](https://example.no/2024/a(1)) og https://example.no/7", 0),
        ("skriv til post2@example.no", 0),
        ("[to familier](https://example.no/1)", 1),
        ("To familier og tolv barn", 2),
        ("to\nforeldre", 1),
        ("tre uker og to ganger", 0),
        ("ingen familier, en familie", 0),
        ("familien på åtte", 0),
    ],
)
def test_typed_numbers_are_found(text, n):
    assert len(list(typed_numbers(text, "nb"))) == n


def test_typed_numbers_are_found_in_english():
    assert len(list(typed_numbers("Two families and twelve staff in three weeks", "en"))) == 1


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    fields, _ = fields_in(text)
    assert len(fields) <= text.count("{{")
    assert all(0 <= place < len(text) for place in typed_numbers(text, "nb"))


@given(st.integers(0, 10**9), st.text("abc æøå.,\n", max_size=20))
def test_a_number_in_figures_is_never_missed_within_a_sentence(number, words):
    assert list(typed_numbers(f"ord {number} {words}", "nb"))
