"""The texts: the same in both languages, without numbers, every one there and in use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import larvik_analysis
from larvik_analysis.errors import LarvikError
from larvik_analysis.estimate.indicators.reach import REACH_PARTS
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue, text
from larvik_analysis.terms.evaluation import Asker, PreventionLevel
from larvik_analysis.terms.questions import MicrodataUnit
from larvik_analysis.terms.results import Reason

PACKAGE = Path(larvik_analysis.__file__).parent
TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
# Said to whoever has to mend something; code names them by their last part alone.
MESSAGES = ("fault", "todo", "noted", "error", "withheld")
FORMS = frozenset(
    {"", "capital", "number", "word", "percent", "per_cent", "low", "high", "level", "n",
     "n_word", "of_base", "portion", "date", "score", "score_low", "score_high", "points",
     "p_value"}
)  # fmt: skip


def kinds_of(kind: type[LarvikError]) -> Iterator[str]:
    """Names of a class of error and of all that are made from it."""
    yield kind.__name__
    for further in kind.__subclasses__():
        yield from kinds_of(further)


def fields_of(words: str) -> list[tuple[str, str]]:
    """The fields of a text: name and form."""
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(words) if name)


def said_in_code() -> tuple[set[str], set[str]]:
    """Every text that stands in code, and the patterns of those put together there."""
    said, patterns = set(), set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z_.]+"
                    for part in node.values
                    if isinstance(part, ast.Constant | ast.FormattedValue)
                ]
                patterns.add("".join(parts))
    for path in (*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.typ"), *PACKAGE.rglob("*.lua")):
        said |= set(re.findall(r"[\w.]+", path.read_text(encoding="utf-8")))
    return said, {pattern for pattern in patterns if len(re.findall("[a-z_]{4,}", pattern))}


def codes_in_code() -> Iterator[tuple[str, str]]:
    """Every key of a message that stands in code, with the file it stands in."""
    tables = dict.fromkeys(kinds_of(LarvikError), "error")
    tables |= {"Fault": "fault", "Todo": "todo", "Note": "noted", "RefusalError": "withheld"}
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
            codes = [a.value for a in given if isinstance(a, ast.Constant)]
            if node.func.id == "near_code":
                known = [f"{table}.{code}" for code in codes for table in MESSAGES]
                yield from ((key, file) for key in known if key in read_catalogue("nb"))
                yield from (
                    (f"{key}_near", file) for key in known if key in read_catalogue("nb")
                )
            elif node.func.id in tables:
                yield from ((f"{tables[node.func.id]}.{code}", file) for code in codes)


def test_both_languages_have_the_same_texts():
    assert list(read_catalogue("nb")) == list(read_catalogue("en"))


def test_no_text_stands_twice_under_one_key():
    for language in LANGUAGES:
        files = (PACKAGE / "catalogue").glob(f"*.{language}.toml")
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        n_texts = sum(bool(re.match(r"\w+ = ", line)) for line in lines)
        assert n_texts == len(read_catalogue(language))


@pytest.mark.parametrize("key", read_catalogue("nb"))
def test_a_text_has_the_same_fields_in_both_languages_and_no_number(key):
    said = {language: read_catalogue(language)[key] for language in LANGUAGES}
    names = {
        language: [name for name, _ in fields_of(said[language])] for language in LANGUAGES
    }
    assert names["nb"] == names["en"]
    for words in said.values():
        assert words.strip() == words
        assert words != ""
        for literal, name, form, _ in Formatter().parse(words):
            assert not any(letter.isnumeric() for letter in literal)
            assert name is None or name.isidentifier()  # a number could be picked by {0}
            assert (form or "").lower() in FORMS


@pytest.mark.parametrize(("key", "file"), sorted(set(codes_in_code())))
def test_every_message_that_code_says_has_a_text(key, file):
    for language in LANGUAGES:
        assert key in read_catalogue(language), f"{file} says {key}"


def test_the_walk_finds_the_messages():
    found = {key for key, _ in codes_in_code()}
    assert {
        "error.mixed_units",
        "error.released_made_elsewhere",
        "fault.file_missing",
        "fault.fact_unknown_near",
        "withheld.typed_number",
    } <= found
    assert len(found) > 60


def test_every_text_is_used():
    said, patterns = said_in_code()
    said_or_near = said | {f"{code}_near" for code in said}
    unused = []
    for key in read_catalogue("nb"):
        table, _, code = key.partition(".")
        is_said = key in said or any(
            re.fullmatch(pattern, key) for pattern in patterns if table not in MESSAGES
        )
        is_message = table in MESSAGES and (
            code in said_or_near
            or any(re.fullmatch(p, code) for p in patterns if not p.startswith("["))
        )
        if not (is_said or is_message):
            unused.append(key)
    assert unused == []


def test_every_word_of_a_list_has_its_text():
    keys = set(read_catalogue("nb"))

    def under(group: str) -> set[str]:
        return {key.removeprefix(f"{group}.") for key in keys if key.startswith(f"{group}.")}

    assert under("language.reason") == {*get_args(Reason), "uncertain"} - {""}
    assert under("levels") == set(get_args(PreventionLevel))
    assert under("labels.reach") == set(REACH_PARTS)
    assert under("units") == set(get_args(MicrodataUnit))
    askers = {name for name in under("usefulness") if name.startswith("note_asker_")}
    assert askers == {f"note_asker_{asker}" for asker in get_args(Asker)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_within_a_text_are_whole(language):
    texts = read_catalogue(language)
    assert len(texts["language.months"].split(",")) == 12
    assert len(texts["language.number_words"].split(",")) == 13  # nought to twelve


def test_a_text_is_filled_with_plain_words():
    assert text("place.line", "nb", line=7) == "linje 7"
    assert text("place.line", "en", line=7) == "line 7"
    with pytest.raises(KeyError):
        text("no.such.text", "nb")


def test_a_language_without_a_catalogue_is_refused():
    with pytest.raises(KeyError, match="sv"):
        read_catalogue("sv")  # type: ignore[arg-type]
