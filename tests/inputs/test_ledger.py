"""The ledger of earlier releases; each text is told in `test_messages.py`."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.ledger import inspect_ledger, read_ledger
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.ledger import Entry, Ledger

ENTRIES = (
    Entry(
        evaluation="prove",
        number=1,
        date="2026-01-02",
        shown={"skjema:nytte=mye": (5, 5), "x": (0.25, 0.5)},
    ),
    Entry(evaluation="prove", number=2, date="2026-02-02", shown={}),
    Entry(
        evaluation="prove",
        number=3,
        date="2026-03-02",
        shown={"skjema:nytte=mye": (6.0, 6.0)},
        supersedes={"skjema": 1},
        reasons={"skjema": "To svar kom i etterkant\u2028«æøå»"},
    ),
)
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
SPANS = st.tuples(NUMBERS, NUMBERS).map(sorted).map(tuple)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@pytest.fixture
def inspect(root, folder, write):
    def inspect_text(text):
        write("prove/ledger.jsonl", text)
        return inspect_ledger(folder)

    return inspect_text


def lines_of(*entries):
    return Ledger(entries).text.split("\n")[:-1]


def codes(found):
    ledger, faults = found
    assert faults == [] or ledger.entries == ()
    for fault in faults:
        assert fault.file == "ledger.jsonl"
        assert all(fault.sentence(language) for language in LANGUAGES)
    return [(fault.code, fault.line) for fault in faults]


def test_a_missing_file_is_an_empty_ledger(folder):
    assert read_ledger(folder) == Ledger()


def test_an_empty_file_is_an_empty_ledger(inspect):
    assert inspect("") == (Ledger(), [])


def test_a_ledger_is_read_as_it_was_written(inspect, folder):
    ledger = Ledger(ENTRIES)
    assert inspect(ledger.text) == (ledger, [])
    assert read_ledger(folder).hash == ledger.hash
    assert inspect(ledger.text.replace("\n", "\r\n")) == (ledger, [])  # git on Windows
    assert inspect(ledger.text.removesuffix("\n")) == (ledger, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shown=st.lists(st.dictionaries(TEXTS, SPANS, max_size=3), max_size=4),
    reason=TEXTS,
)
def test_whatever_was_written_reads_the_same(inspect, shown, reason):
    entries = tuple(
        Entry(
            evaluation="prove", number=n, date="2026-01-02", shown=spans, reasons={"a": reason}
        )
        for n, spans in enumerate(shown, start=1)
    )
    assert inspect(Ledger(entries).text) == (Ledger(entries), [])


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("[5, 5]", "[4, 4]", "ledger_chain", 2),  # told where it no longer fits
        ('"2026-02-02"', '"2026-02-03"', "ledger_chain", 3),
        ('"number": 3', '"number":3', "ledger_chain", 3),  # the last line too
        ("[6.0, 6.0]", "[6.00, 6.0]", "ledger_chain", 3),
        ("«æøå»", "\\u00abæøå»", "ledger_chain", 3),
        ('"number": 2', '"number": 4', "ledger_number", 2),
        ('"number": 1', '"number": true', "ledger_keys", 1),
        ('"number": 1', '"number": 1.0', "ledger_keys", 1),
        ('"date": "2026-02-02"', '"date": "i går"', "ledger_keys", 2),
        ('"shown": {}', '"shown": []', "ledger_keys", 2),
        ('"shown": {}', '"vist": {}', "ledger_keys", 2),
        ('"shown": {},', "", "ledger_keys", 2),
        ('"shown": {}', '"shown": {}, "more": 1', "ledger_keys", 2),
        ('{"skjema": 1}', '{"skjema": "1"}', "ledger_keys", 3),
        ("[5, 5]", "[5, 4]", "ledger_value", 1),
        ("[5, 5]", "[5]", "ledger_value", 1),
        ("[5, 5]", "5", "ledger_value", 1),
        ("[5, 5]", '["5", "5"]', "ledger_value", 1),
        ("[5, 5]", "[NaN, NaN]", "ledger_value", 1),
        ("[5, 5]", "[-Infinity, 5]", "ledger_value", 1),
        ("[5, 5]", "[5, 1e999]", "ledger_value", 1),
        ("[5, 5]", "[true, true]", "ledger_value", 1),
        ('"shown": {}', '"shown": ', "ledger_json", 2),
        ("«æøå»", "\\ud800", "ledger_json", 3),
        ("[5, 5]", f"[{'9' * 5000}, 5]", "ledger_json", 1),
    ],
)
def test_a_line_that_was_changed_is_named(inspect, old, new, code, line):
    text = Ledger(ENTRIES).text
    assert text.count(old) == 1
    assert codes(inspect(text.replace(old, new))) == [(code, line)]


def test_lines_that_are_lost_moved_or_put_in_are_named(inspect):
    one, two, three = lines_of(*ENTRIES)
    assert codes(inspect("\n".join([one, three]))) == [("ledger_number", 2)]
    assert codes(inspect("\n".join([two, one, three]))) == [
        ("ledger_number", 1), ("ledger_number", 2),
    ]  # fmt: skip
    assert codes(inspect("\n".join([one, two, two, three]))) == [
        ("ledger_number", 3), ("ledger_number", 4),
    ]  # fmt: skip
    assert codes(inspect("\n".join([one, "", two]))) == [
        ("ledger_json", 2), ("ledger_number", 3),
    ]  # fmt: skip
    assert codes(inspect("\n".join([one, two, three, "", ""]))) == [("ledger_json", 4)]
    other = lines_of(ENTRIES[1], ENTRIES[0])[1].replace('"number": 1', '"number": 2')
    assert codes(inspect("\n".join([one, other]))) == [("ledger_chain", 2)]


def test_a_ledger_that_lost_its_end_reads_and_has_another_hash(inspect):
    # What says which hash is expected notices this; the file alone cannot.
    one, two, _ = lines_of(*ENTRIES)
    ledger, faults = inspect(f"{one}\n{two}\n")
    assert faults == []
    assert ledger.hash != Ledger(ENTRIES).hash


def test_a_ledger_in_other_letters_is_named_by_its_line(inspect):
    text = Ledger(ENTRIES).text.replace("\u2028", "")
    assert codes(inspect(text.encode("cp1252"))) == [("ledger_json", 3)]
    assert codes(inspect(b"\xff\xfe" + text.encode("utf-16-le")))[0] == ("ledger_json", 1)


def test_a_folder_or_a_link_to_nowhere_is_no_empty_ledger(folder):
    (folder / "ledger.jsonl").symlink_to(folder / "borte")
    with pytest.raises(InputError) as caught:
        read_ledger(folder)
    assert caught.value.faults[0].code == "file_missing"
    (folder / "ledger.jsonl").unlink()
    (folder / "ledger.jsonl").mkdir()
    with pytest.raises(InputError) as caught:
        read_ledger(folder)
    assert caught.value.faults[0].code == "file_folder"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=80)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=5,
    ).map(json.dumps)
)
def test_no_file_ends_the_reader(inspect, content):
    ledger, faults = inspect(content)
    assert faults or ledger == Ledger()


def test_a_ledger_that_came_with_a_copied_folder_is_told(inspect):
    entry = Entry(evaluation="eksempel", number=1, date="2026-01-02", shown={})
    [fault] = inspect(Ledger((entry,)).text)[1]
    assert fault.code == "ledger_of_other"
    assert "eksempel" in fault.sentence("nb")
