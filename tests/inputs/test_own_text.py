"""Her text in Markdown: which file, which headings, which passages, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.files import recording_reads
from larvik_analysis.inputs.markdown_text import headings_in, read_markdown
from larvik_analysis.inputs.own_text import (
    has_own_text,
    inspect_own_text,
    misnamed_texts,
    read_own_text,
)
from larvik_analysis.terms.own_text import OwnHeading


def read(folder, content, name="tekst.md", language="nb"):
    """Her text and the codes of its faults with their lines."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / name).write_bytes(data)
    text, faults, notes = inspect_own_text(folder, language, "nb")
    return text, [(fault.code, fault.line) for fault in faults], notes


def shape_of(text):
    """Headings with the passages under them as plain text."""
    return [
        (
            section.heading.level,
            section.heading.words,
            [
                "".join(p if isinstance(p, str) else f"<{p.name}>" for p in passage.pieces)
                for passage in section.passages
            ],
        )
        for section in text.sections
    ]


def test_without_a_file_there_is_no_text(tmp_path):
    assert read_own_text(tmp_path, "nb", "nb").sections == ()
    assert not has_own_text(tmp_path)


@pytest.mark.parametrize("content", ["", "\ufeff", " \r\n\t\n", b"\xff\xfe"])
def test_an_empty_file_is_an_empty_text(tmp_path, content):
    text, faults, _ = read(tmp_path, content)
    assert (text.sections, faults) == ((), [])
    assert text.file == "tekst.md"


def test_headings_and_passages_with_their_lines(tmp_path):
    text, faults, _ = read(
        tmp_path,
        "# Kort fortalt\n\nFørste avsnitt\nover to linjer.\n\n## Neste #\n"
        "Rett under {{fact:a}}.\n\n    Rykket inn.\n",
    )
    assert faults == []
    assert shape_of(text) == [
        (1, "Kort fortalt", ["Første avsnitt\nover to linjer."]),
        (2, "Neste", ["Rett under <fact:a>.", "Rykket inn."]),
    ]
    assert [passage.line for passage in text.passages] == [3, 7, 9]
    [(field, before)] = [f for passage in text.passages for f in passage.fields]
    assert (field.line, before) == (7, "Rett under ")


@pytest.mark.parametrize(
    "content", ["#Uten mellomrom\nx", "  # Uten mellomrom\nx", "Uten mellomrom\n===\nx"]
)
def test_headings_as_people_write_them(tmp_path, content):
    text, faults, _ = read(tmp_path, content)
    assert (shape_of(text), faults) == ([(1, "Uten mellomrom", ["x"])], [])


def test_each_item_of_a_list_is_a_passage_with_what_stands_below_it(tmp_path):
    text, _, _ = read(
        tmp_path, "# A\nInnledning:\n\n- en\n  mer\n  - under\n- to\n\n  avsnitt i to\n\nEtter."
    )
    [(_, _, passages)] = shape_of(text)
    assert passages == [
        "Innledning:", "- en\n  mer\n  - under", "- to\n\n  avsnitt i to", "Etter."
    ]  # fmt: skip
    assert [passage.joint for passage in text.passages] == ["\n\n", "\n\n", "\n", "\n\n"]


def test_a_year_at_the_start_of_a_line_begins_no_list(tmp_path):
    text, _, _ = read(tmp_path, "# A\nVi begynte i\n2024. Det var tidlig.")
    assert len(list(text.passages)) == 1
    assert text.n_typed == 1


def test_lines_that_part_are_no_text(tmp_path):
    text, faults, _ = read(tmp_path, "# A\n\nen\n\n---\n\nto\n***\ntre")
    assert (shape_of(text), faults) == ([(1, "A", ["en", "to", "tre"])], [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("![bilde](a.png)", "text_image"),
        ('<img src="a.png">', "text_image"),
        ("| a | b |\n|---|---|\n| c | d |", "text_table"),
        ("a | b\n--- | ---", "text_table"),
        ("ord[^1] mer", "text_footnote"),
        ("<!-- husk Kari -->", "text_comment"),
        ("#### For dypt", "text_heading_deep"),
        ("```\n# ikke en overskrift\n```", "text_code"),
        ("{{foo}}", "text_field_form"),
        ("02013299997", "text_identity_number"),
    ],
)
def test_what_does_not_belong_is_refused_with_its_line(tmp_path, line, code):
    _, faults, _ = read(tmp_path, f"# A\n\n{line}\n")
    assert len(faults) == 1
    assert faults[0][0] == code
    assert 3 <= (faults[0][1] or 0) <= 4


def test_all_faults_are_told_at_once_in_their_order(tmp_path):
    _, faults, _ = read(tmp_path, "Løst\n\n# A\n{{fact:a\n![x](y)\n\n| a |\n|---|\n")
    assert faults == [
        ("text_before_heading", 1),
        ("text_field_open", 4),
        ("text_image", 5),
        ("text_table", 8),
    ]


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", 0), ("utf-8-sig", 0), ("cp1252", 1), ("utf-16", 1), ("utf-16-le", 1)],
)
def test_letters_are_read_as_they_were_saved(tmp_path, encoding, noted):
    content = "# Kort fortalt\r\nBlåbærsyltetøy – «godt»\r\n"
    text, faults, notes = read(tmp_path, content.encode(encoding))
    assert shape_of(text) == [(1, "Kort fortalt", ["Blåbærsyltetøy – «godt»"])]
    assert (faults, len(notes)) == ([], noted)
    assert all(note.sentence("nb") for note in notes)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04rest", "text_not_plain"),
        ("# A\nblÃ¥bÃ¦r".encode(), "text_broken"),
        (b"# A\nbl\x86b", "text_encoding"),
        (b"# A\n\0\0x\0", "text_not_plain"),
    ],
)
def test_what_is_no_text_is_told_how_to_save(tmp_path, content, code):
    _, faults, _ = read(tmp_path, content)
    assert [fault for fault, _ in faults] == [code]
    (tmp_path / "tekst.md").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_own_text(tmp_path, "nb", "nb")
    for language in ("nb", "en"):
        assert "UTF-8" in refused.value.message(language)


@pytest.mark.parametrize("name", ["tekst.md", "tekst.nb.md"])
def test_the_file_of_a_language(tmp_path, name):
    text, _, _ = read(tmp_path, "# A\nx", name)
    assert text.file == name
    assert inspect_own_text(tmp_path, "en", "nb")[0].file == ""


def test_the_file_without_a_language_is_in_the_one_declared(tmp_path):
    (tmp_path / "tekst.md").write_text("# A\nx")
    (tmp_path / "tekst.nb.md").write_text("# B\nx")
    assert inspect_own_text(tmp_path, "en", "en")[0].sections[0].heading.words == "A"
    assert inspect_own_text(tmp_path, "nb", "en")[0].sections[0].heading.words == "B"


@pytest.mark.parametrize("other", ["tekst.docx", "tekst.nb.md", "tekst.nb.docx"])
def test_two_files_of_one_language_are_refused(tmp_path, other):
    (tmp_path / other).write_text("x")
    text, faults, _ = read(tmp_path, "# A\nx")
    assert [code for code, _ in faults] == ["text_twice"]
    assert text.sections == ()


@pytest.mark.parametrize(
    "name", ["tekst.odt", "tekst.doc", "Tekst.TXT", "tekst.md.txt", "tekst.xx.md"]
)
def test_a_file_that_is_not_read_is_told_of(tmp_path, name):
    (tmp_path / name).write_text("x")
    [fault] = misnamed_texts(tmp_path)
    assert (fault.file, fault.code) == (name, "text_misnamed")
    assert has_own_text(tmp_path)


@pytest.mark.parametrize(
    "name", ["~$tekst.docx", "tekst.docx.bak", "teksten.md", "kontekst.md"]
)
def test_other_files_are_left_alone(tmp_path, name):
    (tmp_path / name).write_text("x")
    assert misnamed_texts(tmp_path) == []


def test_what_is_read_is_remembered(tmp_path):
    with recording_reads() as reads:
        read(tmp_path, "# A\nx")
    assert {path.name for path in reads} >= {"tekst.md", "tekst.docx"}


def test_headings_of_a_chapter_are_found_outside_code():
    found = list(headings_in("# En\n```\n# ikke\n```\ntekst\n### To\n#### ikke"))
    assert found == [(0, 1, "En"), (5, 3, "To")]


@given(st.text("ab#-=>*|`~1.{} \n", max_size=60))
def test_no_words_are_lost_and_no_heading_is_left_in_a_passage(content):
    found, faults = read_markdown(content, "tekst.md", "nb")
    if faults:
        return
    for thing in found:
        if isinstance(thing, OwnHeading):
            continue
        said = "".join(piece for piece in thing.pieces if isinstance(piece, str))
        assert said.strip()
        assert list(headings_in(said)) == []
    kept = "".join(
        thing.words
        if isinstance(thing, OwnHeading)
        else "".join(piece for piece in thing.pieces if isinstance(piece, str))
        for thing in found
    )
    assert sorted(letter for letter in kept if letter.isalpha()) == sorted(
        letter for letter in content if letter.isalpha()
    )
