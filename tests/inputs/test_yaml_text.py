"""YAML as a tree with lines; what is wrong is told in `test_messages.py`."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.inputs import yaml_text
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, read_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    """Both parsers of PyYAML; the one written in C is not everywhere."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without its C parser")
    monkeypatch.setattr(yaml_text, "_LOADER", getattr(yaml, request.param))


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8"):
        path = tmp_path / "a.yaml"
        path.write_bytes(text.encode(encoding))
        return read_yaml(path, "a.yaml")

    return read_text


@pytest.mark.usefixtures("loader")
def test_every_value_keeps_its_text_its_kind_and_its_line(read):
    tree, faults = read('a: 0301\nb:\n  - "0301"\n  - no\nc: {d: 2026-02-30, e: , f: 1.50}\n')
    assert faults == []
    assert tree.entries["a"] == Leaf("0301", "integer", 1)
    assert tree.entries["b"] == Listing((Leaf("0301", "text", 3), Leaf("no", "boolean", 4)), 3)
    inner = tree.entries["c"]
    assert isinstance(inner, Branch)
    assert inner.entries == {
        "d": Leaf("2026-02-30", "date", 5),
        "e": Leaf("", "nothing", 5),
        "f": Leaf("1.50", "decimal", 5),
    }
    assert tree.lines == {"a": 1, "b": 2, "c": 5}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 'x\nb: 2\nc: 3\n", "yaml_quote", 1),  # missed at the end, told at the start
        ("b: 2\na: [1, 2\nc: 3\n", "yaml_bracket", 2),
        ("b: 2\na: {x: 2\n", "yaml_bracket", 2),
        ("a: b: c\n", "yaml_colon", 1),
        ("a: 1\n  b: 2\n", "yaml_colon", 2),
        ("a: `b`\n", "yaml_start", 1),
        ("b: 1\na: %x\n", "yaml_start", 2),
        ("- a\nb: 1\n", "yaml_syntax", 2),
        (" a: 1\nb: 2\n", "yaml_syntax", 2),
        ("a:\n  b: 1\n\tc: 2\n", "yaml_indent", 3),
        ("[" * 200_000, "yaml_deep", 1),  # ends the C parser where it is composed
        ("a: &x [*x]\n", "yaml_anchor", 1),
        ("a: 1\n---\nb: 2\n", "yaml_documents", 2),
    ],
)
def test_both_parsers_tell_the_same_fault_on_the_same_line(read, text, code, line):
    _, faults = read(text)
    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]


def test_all_bad_indents_are_told_at_once(read):
    _, faults = read("a:\n\tb: 1\n\tc: 2\n\t# a comment may be indented with anything\n")
    assert [(fault.code, fault.line) for fault in faults] == [
        ("yaml_indent", n) for n in (2, 3)
    ]


def test_all_repeated_keys_are_told_at_once_and_the_first_counts(read):
    tree, faults = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(f.code, f.line, f.values) for f in faults] == [
        ("yaml_duplicate", 2, {"key": "c", "first": "2"}),
        ("yaml_duplicate", 3, {"key": "a", "first": "1"}),
    ]
    assert tree.entries["a"] == Leaf("1", "integer", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_any_unicode_a_text_editor_saves_reads_the_same(read, encoding, ends):
    tree, faults = read(f"a: rødt{ends}b: 2{ends}", encoding)
    assert faults == []
    assert tree.entries == {"a": Leaf("rødt", "text", 1), "b": Leaf("2", "integer", 2)}


def test_curly_quotes_inside_a_text_are_the_writers_own(read):
    tree, faults = read("a: De sa “ja” til det\nb: “ja”\n")
    assert [(fault.code, fault.line) for fault in faults] == [("yaml_curly", 2)]
    assert tree.entries["a"] == Leaf("De sa “ja” til det", "text", 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=" \t\nabc:-[]{}\"'#&*!|>%@`,?0123no\u00a0å\ufeff\x85", max_size=60)
)
def test_no_text_ends_the_reader(read, text):
    tree, faults = read(text)
    assert faults or tree.entries
    for fault in faults:
        assert fault.sentence("nb")
        assert fault.line is None or 1 <= fault.line <= text.count("\n") + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80))
def test_no_bytes_end_the_reader(tmp_path, content):
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    tree, faults = read_yaml(path, "a.yaml")
    assert isinstance(tree, Branch)
    assert all(fault.sentence("en") for fault in faults)


_PLAIN = st.one_of(
    st.text(alphabet="abcæøå 01:#'\"-no", max_size=12), st.integers(-999, 999), st.booleans()
)
_TREES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(alphabet="abcno", min_size=1, max_size=4), inner, max_size=3),
    ),
    max_leaves=8,
)


def _texts(node):
    if isinstance(node, Branch):
        return {key: _texts(child) for key, child in node.entries.items()}
    if isinstance(node, Listing):
        return [_texts(item) for item in node.items]
    return node.text


def _written(value):
    if isinstance(value, dict):
        return {key: _written(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.dictionaries(st.text(alphabet="abc", min_size=1), _TREES, min_size=1, max_size=4)
)
def test_what_yaml_writes_comes_back_as_it_was_written(read, value):
    # width: a folded text would come back as one line, which is right, but not the same
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)
    if "&" in text:  # safe_dump names a list that stands twice
        return
    tree, faults = read(text)
    assert faults == []
    assert _texts(tree) == _written(value)
