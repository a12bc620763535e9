"""Files that nobody should read as they are: each has its own message, and none leaks.

`SECRET` stands for what somebody answered; it is in every file and never in a message.
"""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pyreadstat
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.inputs import table_text
from larvik_analysis.inputs.exports import archive, read_export
from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue

SECRET = "Mor Åse slår"
QUESTIONS = ["Nytte", "Alder"]
SHEET = "xl/worksheets/sheet1.xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def workbook(bytes_of) -> bytes:
    return bytes_of([QUESTIONS, [SECRET, 7]])


def archive_of(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def code_of(grid) -> str:
    [fault] = grid.faults
    assert grid.body == ()
    return fault.code


def test_a_workbook_behind_a_password(read):
    content = COMPOUND + "EncryptedPackage".encode("utf-16-le") + SECRET.encode()
    assert code_of(read(content, "svar.xlsx")) == "export_encrypted"


def test_a_part_of_an_archive_behind_a_password(read, workbook):
    content = bytearray(workbook)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + place] |= 1
    assert code_of(read(bytes(content), "svar.xlsx")) == "export_encrypted"


@pytest.mark.parametrize("name", ["svar.xls", "svar.xlsx", "svar.csv"])
def test_a_workbook_of_the_old_kind(read, name):
    content = COMPOUND + "Workbook".encode("utf-16-le") + SECRET.encode()
    assert code_of(read(content, name)) == "export_old_excel"


@pytest.mark.parametrize(
    "start", ["<html><table>", "\ufeff<!DOCTYPE html>", '<?xml version="1.0"?><Workbook>']
)
def test_a_page_that_calls_itself_a_workbook(read, start):
    assert code_of(read(f"{start}{SECRET}", "svar.xls")) == "export_markup"


def test_a_zip_bomb_is_not_opened(read, workbook, changed, monkeypatch):
    content = changed(workbook, "xl/media/a.bin", lambda _: bytes(40_000_000))
    assert len(content) < 100_000

    def never(*_: object, **__: object) -> None:
        pytest.fail("a part was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    assert code_of(read(content, "svar.xlsx")) == "export_bomb"


def test_a_bomb_of_many_small_parts_is_not_opened(read):
    parts = {f"xl/{n}.xml": b"" for n in range(10_001)}
    assert code_of(read(archive_of(parts), "svar.xlsx")) == "export_bomb"


def test_a_part_that_is_longer_than_it_says_is_damaged(read, workbook, changed):
    content = changed(workbook, "xl/media/a.bin", lambda _: bytes(30_000_000))
    honest = (30_000_000).to_bytes(4, "little")
    assert content.count(honest) == 2  # before the part, and in the list at the end
    lying = content.replace(honest, (1000).to_bytes(4, "little"))
    assert code_of(read(lying, "svar.xlsx")) == "export_damaged"


def test_a_workbook_that_is_too_large(read, workbook, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 1000)
    assert code_of(read(workbook, "svar.xlsx")) == "export_large"


@pytest.mark.parametrize("module", ["workbook", "table_text", "spss"])
def test_a_table_of_too_many_cells(read, workbook, monkeypatch, tmp_path, module):
    import pandas as pd

    from larvik_analysis.inputs.exports import spss
    from larvik_analysis.inputs.exports import workbook as of_workbooks

    owner = {"workbook": of_workbooks, "table_text": table_text, "spss": spss}[module]
    monkeypatch.setattr(owner, "MOST_CELLS", 3)
    pyreadstat.write_sav(pd.DataFrame({"a": [SECRET] * 9}), str(tmp_path / "a.sav"))
    content = {
        "workbook": workbook,
        "table_text": f"Nytte;Alder\n{SECRET};7\n".encode(),
        "spss": (tmp_path / "a.sav").read_bytes(),
    }[module]
    assert "export_many_cells" in [fault.code for fault in read(content).faults]


@pytest.mark.parametrize("kept", [4, 40, 400, -1, -30, -400])
def test_a_damaged_archive(read, workbook, kept):
    assert code_of(read(workbook[:kept], "svar.xlsx")) == "export_damaged"


def test_a_byte_that_was_changed_in_an_archive(read, workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as made:
        place = made.getinfo(SHEET).header_offset + 120
    content = workbook[:place] + bytes([workbook[place] ^ 255]) + workbook[place + 1 :]
    assert code_of(read(content, "svar.xlsx")) == "export_damaged"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
@pytest.mark.parametrize("broken", [b"", b"<worksheet><row>", b"<a/>"])
def test_a_part_that_makes_no_sense(read, workbook, changed, part, broken):
    grid = read(changed(workbook, part, lambda _: broken), "svar.xlsx")
    assert code_of(grid) in ("export_damaged", "export_entities", "table_empty")


ENTITIES = '<!DOCTYPE a [<!ENTITY b "{}"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused_in_every_part(read, workbook, changed, part, encoding):
    def with_entities(content: bytes) -> bytes:
        text = re.sub(r"<\?xml.*?\?>", "", content.decode("utf-8"))
        head = f'<?xml version="1.0" encoding="{encoding}"?>' + ENTITIES.format(SECRET)
        return (head + text).encode(encoding)

    content = changed(workbook, part, with_entities)
    assert code_of(read(content, "svar.xlsx")) == "export_entities"


@pytest.mark.parametrize("n_before", [65_520, 65_530, 65_536, 131_066])
def test_entities_between_two_pieces_are_seen(read, workbook, changed, n_before):
    content = changed(
        workbook, SHEET, lambda part: b"<!--" + b"x" * n_before + b"--><!DOCTYPE a>" + part
    )
    assert code_of(read(content, "svar.xlsx")) == "export_entities"


def test_an_alphabet_in_which_entities_could_hide_is_refused(read, workbook, changed):
    for start in ('<?xml version="1.0" encoding="UTF-7"?><a/>', "Lo§"):
        content = changed(workbook, SHEET, lambda _, start=start: start.encode("cp1252"))
        assert code_of(read(content, "svar.xlsx")) == "export_entities"


def test_an_archive_that_is_no_workbook(read):
    packed = archive_of({"svar.csv": SECRET.encode()})
    assert code_of(read(packed, "svar.xlsx")) == "export_archive"


@pytest.mark.parametrize(
    "parts",
    [
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
        {"xl/workbook.bin": b"", "[Content_Types].xml": b"<a/>"},
    ],
)
def test_a_workbook_of_another_program(read, parts):
    assert code_of(read(archive_of(parts), "svar.xlsx")) == "export_other_workbook"


FITTING = {"forms": "Microsoft Forms", "csv": "CSV", "excel": "Excel", "spss": "SPSS"}


@pytest.mark.parametrize(
    ("declared", "content", "looks"),
    [
        ("spss", "Nytte;Alder\nStor;7\n", "CSV"),
        ("excel", "Nytte;Alder\nStor;7\n", "CSV"),
        ("csv", b"", "Excel"),
        ("spss", b"", "Excel"),
        ("forms", "$submission_id;$created;Nytte\n1;2024-01-01;x\n", "Nettskjema"),
        ("nettskjema", "id;submitdate;lastpage\n1;2024-01-01;3\n", "LimeSurvey"),
        ("limesurvey", "respondent;closetime;s_1\n1;2024-01-01;3\n", "SurveyXact"),
    ],
)
def test_a_declared_format_that_does_not_fit(read, workbook, declared, content, looks):
    [fault] = read(content or workbook, format=declared).faults
    assert fault.code == "export_format_other"
    assert fault.values["looks"] == looks


def test_a_foreign_file_cannot_be_declared_to_be_spss_or_back(read, tmp_path):
    import pandas as pd

    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), str(tmp_path / "a.sav"))
    content = (tmp_path / "a.sav").read_bytes()
    assert read(content, format="spss").faults == ()
    for declared in ("csv", "excel", "forms", "nettskjema", "surveyxact", "limesurvey"):
        assert code_of(read(content, format=declared)) == "export_format_other"


@pytest.mark.parametrize("declared", ["csv", "nettskjema", "limesurvey", "surveyxact", "forms"])
def test_a_plain_table_can_be_declared_to_be_of_any_program(read, declared, cells):
    grid = read("Nytte;Alder\nStor;7\n", format=declared)
    assert (grid.format, grid.faults, cells(grid)) == (declared, (), [["Stor", "7"]])


def test_what_is_of_a_program_can_be_declared_to_be_plain(read):
    grid = read("$submission_id;$created;Nytte\n1;2024-01-01;x\n", format="csv")
    assert (grid.format, grid.times) == ("csv", ())


def test_a_format_that_nobody_knows(tmp_path):
    with pytest.raises(ParameterError, match=r"Formatet … er ukjent\. .* nettskjema"):
        read_export(tmp_path / "a.csv", "a.csv", [], alike, format="Mor slår")


def test_a_file_that_is_missing_or_is_a_folder(tmp_path):
    (tmp_path / "b.xlsx").mkdir()
    for name, code in (("a.csv", "file_missing"), ("b.xlsx", "file_folder")):
        assert code_of(read_export(tmp_path / name, name, [], alike)) == code


@pytest.mark.parametrize("content", [b"", b"\n;;\n", b"PK\x05\x06" + bytes(18)])
def test_an_empty_file(read, content):
    assert code_of(read(content)) in ("table_empty", "export_archive")


def test_a_link_to_another_file_is_not_followed(read, workbook, changed):
    target = 'Target="file:///etc/hostname" TargetMode="External" Id="rId9"'
    kind = 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/x"'
    part = "xl/_rels/workbook.xml.rels"
    linked = changed(
        workbook,
        part,
        lambda old: old.replace(
            b"</Relationships>", f"<Relationship {kind} {target}/></Relationships>".encode()
        ),
    )
    assert read(linked, "svar.xlsx").faults == ()


def test_a_row_far_out_in_the_sheet_is_not_padded_without_end(read, workbook, changed):
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    content = changed(workbook, SHEET, lambda part: part.replace(b"</sheetData>", far))
    grid = read(content, "svar.xlsx")
    assert grid.faults == ()
    assert grid.body[-1].line == 1_048_576


def test_no_message_holds_an_answer_or_lacks_a_word(read, workbook, changed, bytes_of, text_of):
    book = openpyxl.Workbook()
    for row in (["A", "B"], [SECRET, "=1+1"], ["x", "#REF!"]):
        book.active.append(row)
    book.active["A2"].number_format = "0"
    stream = io.BytesIO()
    book.save(stream)
    grids = [
        read(COMPOUND + SECRET.encode(), "svar.xlsx"),
        read(workbook[:-30], "svar.xlsx"),
        read(stream.getvalue(), "svar.csv"),
        read(f"{SECRET};{SECRET}\n{SECRET};7\n", "svar.xlsx"),
        read(f"id;submitdate;lastpage;{SECRET}\n1;;3;{SECRET}\n", format="limesurvey"),
        read(text_of([["$created", "nytte"], ["1/2/24", SECRET]])),
        read("a;b\n1;2\n", format="spss"),
    ]
    for remark in (remark for grid in grids for remark in (*grid.faults, *grid.notes)):
        for language in LANGUAGES:
            told = f"{remark.place(language)}: {remark.sentence(language)}"
            assert not re.search(r"Åse|[{}]\w", told), told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_exports_can_be_filled(language):
    values = dict.fromkeys(
        ("format", "limit", "number", "count", "lines", "declared", "looks", "program",
         "suffix", "questions", "codebook", "word", "n", "found", "known", "letter",
         "columns"), "x"
    )  # fmt: skip
    texts = {key: text for key, text in read_catalogue(language).items() if ".export_" in key}
    assert len(texts) > 30
    for text in texts.values():
        assert "{" not in text.format(**values)
