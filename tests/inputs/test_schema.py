"""A dataclass filled from a tree, by its type hints."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

import pytest

from larvik_analysis.inputs.schema import fill, keys_of, scalar_keys
from larvik_analysis.inputs.yaml_text import read_yaml
from larvik_analysis.terms.evaluation import Evaluation, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    name: str
    then: str = field(default="", metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    name: str
    inner: Inner
    size: Literal["small", "large"] = "small"
    many: tuple[Inner, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    anything: dict[str, Scalar] = field(default_factory=dict)
    day: datetime.date | None = None
    n: int = 1
    share: float = 0.5
    number: int | float = 0
    floor: int | float | None = None
    wide: bool = False


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "a.yaml"
        path.write_text(text, encoding="utf-8")
        tree, faults = read_yaml(path, "a.yaml")
        assert faults == []
        return fill(Outer, tree, "a.yaml")

    return read_text


def test_every_kind_of_field_is_filled(read):
    value, faults = read(
        """\
name: A
inner: {name: B, to: C}
size: large
many:
  - {name: D}
  - name: 'no'
words: {x: y}
anything: {a: "0301", b: 3, c: -1.5, d: true, e: 2026-01-01}
day: 2026-02-28
n: -7
share: 3
number: 5
floor: 2.5
wide: true
"""
    )
    assert faults == []
    assert value == Outer(
        name="A",
        inner=Inner(name="B", then="C"),
        size="large",
        many=(Inner(name="D"), Inner(name="no")),
        words={"x": "y"},
        anything={"a": "0301", "b": 3, "c": -1.5, "d": True, "e": "2026-01-01"},
        day=datetime.date(2026, 2, 28),
        n=-7,
        share=3.0,
        number=5,
        floor=2.5,
        wide=True,
    )
    assert isinstance(value.share, float)
    assert isinstance(value.number, int)


@pytest.mark.parametrize("empty", ["", " ~", " null"])
def test_a_key_with_nothing_after_it_is_as_if_left_out(read, empty):
    keys = ("size", "many", "words", "anything", "day", "n", "share", "floor", "wide")
    text = "name: A\ninner: {name: B}\n" + "".join(f"{key}:{empty}\n" for key in keys)
    value, faults = read(text)
    assert faults == []
    assert value == Outer(name="A", inner=Inner(name="B"))


def test_all_faults_come_at_once_with_key_and_line(read):
    value, faults = read(
        """\
inner: {name: 3, fra: x}
size: larg
many: [{name: A}, B, {}]
words: [x]
day: 2026-13-01
n: 1_000
wide: ja
nmae: x
"""
    )
    assert value is None
    found = {(fault.column, fault.code, fault.line) for fault in faults}
    assert found == {
        ("inner.name", "value_text", 1),
        ("inner.fra", "key_unknown", 1),
        ("size", "value_choice_near", 2),
        ("many.2", "value_group", 3),
        ("many.3", "key_missing", 3),
        ("words", "value_mapping", 4),
        ("day", "value_no_such_date", 5),
        ("n", "value_integer", 6),
        ("wide", "value_true_false", 7),
        ("nmae", "key_unknown_near", 8),  # and `name` is not told once more as missing
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("n: 07", "value_leading_zero"),
        ("n: 0x1f", "value_integer"),
        ("n: 1.0", "value_integer"),
        ("n: " + "9" * 5000, "value_integer"),  # more digits than Python will read
        ("n: 12:30", "value_integer"),  # sixty-based in YAML 1.1
        ("share: 0,5", "value_decimal"),
        ("share: 1e3", "value_decimal"),
        ("share: .nan", "value_decimal"),
        ('share: "0.5"', "value_decimal"),
        ("number: x", "value_decimal"),
        ("number: 0301", "value_leading_zero"),
        ("day: 2026-1-2", "value_date"),
        ("day: 2026-01-02 10:00:00", "value_date"),
        ("day: 2.1.2026", "value_date"),
        ("wide: 'true'", "value_true_false"),
        ("wide: on", "value_true_false"),
        ("words: {a: 12:30}", "value_text"),
        ("words: {no: a}", "key_boolean"),
        ("words: {a: ''}", "value_empty"),
        ("anything: {a: no}", "value_true_false"),
        ("anything: {a: 0301}", "value_leading_zero"),
        ("anything: {a: [1]}", "value_single"),
    ],
)
def test_what_yaml_would_turn_into_something_else_is_refused(read, line, code):
    value, faults = read(f"name: A\ninner: {{name: B}}\n{line}\n")
    assert value is None
    assert [(fault.code, fault.line) for fault in faults] == [(code, 3)]


def test_the_same_dates_bare_and_in_quotes(read):
    bare, _ = read("name: A\ninner: {name: B}\nday: 2026-01-02\n")
    quoted, _ = read("name: A\ninner: {name: B}\nday: '2026-01-02'\n")
    assert bare == quoted
    assert bare.day == datetime.date(2026, 1, 2)


def test_a_key_may_have_another_name_than_its_field():
    assert list(keys_of(Inner)) == ["name", "to"]


def test_scalar_keys_are_dotted_and_leave_out_lists():
    keys = dict(scalar_keys(Evaluation))
    assert keys["disclosure.k"] is int
    assert keys["analysis_date"] is datetime.date
    assert "measures" not in keys
    assert "owners" not in keys
