"""`larvik audit` finds what was planted in a finished report, and passes a clean one."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from larvik_analysis.run.audit import audit_report

BASIS = 'share(cell(""svar"", ""q={0}""), cell(""svar"", ""q=*""))'
HEAD = "answer,label,estimate,n,count,unit,target,method,reason,basis\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{0}</svg>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def line(answer, label, count, reason=""):
    estimate = "" if count == "" else repr(count / 30)
    basis = BASIS.format(answer)
    return f'{answer},{label},{estimate},30,{count},share,census,share,{reason},"{basis}"\n'


CSV = HEAD + line("aa", "Utrygt", "", "hidden") + line("bb", "Trygt", "", "hidden")
CSV += line("cc", "Vet ikke", 12)


def page(rows="", alt="", more="", picture=""):
    source = f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
    cells = rows or "".join(
        f"<tr><th>{name}</th><td>{sign}</td><td>30</td><td>–</td></tr>"
        for name, sign in (("Utrygt", ":"), ("Trygt", ":"), ("Vet ikke", "12"))
    )
    alt = alt or "Søyler. Utrygt: vises ikke; Trygt: vises ikke; Vet ikke: 12."
    return (
        '<html lang="nb-NO"><body><figure id="svar-q">'
        f'<img src="{source if picture else ""}" alt="{alt}"/><figcaption>Figur 1. Svar.'
        f'</figcaption></figure><div id="svar-q-tall"><table>{cells}</table></div>'
        f"<p>{more}</p></body></html>"
    )


def word(sign=":", alt="Utrygt: vises ikke", properties="Rapport", part=""):
    row = "".join(
        f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in ("Utrygt", sign)
    )
    document = (
        f'<w:document xmlns:w="{WORD}" xmlns:wp="{DRAWING}"><w:body>'
        '<w:bookmarkStart w:id="1" w:name="svar-q"/>'
        f'<w:p><w:r><wp:docPr descr="{alt}"/></w:r></w:p><w:bookmarkEnd w:id="1"/>'
        '<w:bookmarkStart w:id="2" w:name="svar-q-tall"/>'
        f'<w:tbl><w:tr>{row}</w:tr></w:tbl><w:bookmarkEnd w:id="2"/></w:body></w:document>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", document)
        package.writestr("docProps/core.xml", f"<x><title>{properties}</title></x>")
        package.writestr("word/settings.xml", f"<x>{part}</x>")
    return packed.getvalue()


def png(text=b""):
    def chunk(kind, inner):
        return (
            struct.pack(">I", len(inner))
            + kind
            + inner
            + struct.pack(">I", zlib.crc32(kind + inner))
        )

    texts = chunk(b"tEXt", b"Comment\0" + text) if text else b""
    return b"\x89PNG\r\n\x1a\n" + texts + chunk(b"IEND", b"")


def pdf(text=b""):
    packed = zlib.compress(b"<x:xmpmeta>" + text + b"</x:xmpmeta>")
    return b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF"


RECORD = json.dumps(
    {"verdicts": [{"name": "svar-q", "passed": True, "rule": "", "n_hidden": 2}]}
)
CLEAN: dict[str, bytes | str] = {
    "tables/svar-q.csv": CSV,
    "tables/fakta.csv": "label,estimate,count,unit\nFamilier,3,3,count\n",
    "report.html": page(),
    "report.docx": word(),
    "report.pdf": pdf(),
    "figures/svar-q.svg": SVG.format("<title>Svar</title><text>12</text><text>Utrygt</text>"),
    "figures/svar-q.png": png(),
    "record.json": RECORD,
}


def make(folder: Path, **changed: bytes | str) -> Path:
    """A small report; `None` leaves a file out."""
    for name, content in (CLEAN | changed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(raw)
    return folder


def kinds(folder: Path) -> set[tuple[str, str, str]]:
    return {(f.file, f.row, f.kind) for f in audit_report(folder).failures}


def test_a_clean_report_passes(tmp_path):
    found = audit_report(make(tmp_path / "r"))
    assert (found.findings, found.unseen) == ([], [])
    assert (found.n_tables, found.n_hidden, found.n_files) == (1, 2, len(CLEAN))


HIDDEN_LINE = line("bb", "Trygt", "", "hidden")
WITH_VALUES = RECORD.replace('"n_hidden": 2', '"values": [3]')
PLANTED = [
    ("tables/svar-q.csv", CSV.replace(HIDDEN_LINE, line("bb", "Trygt", 15)), "Utrygt",
     "worked_out"),
    ("tables/svar-q.csv", CSV.replace("Utrygt,,", "Utrygt,0.1,"), "Utrygt",
     "hidden_has_number"),
    ("tables/svar-q.csv", CSV.replace("Vet ikke", "=cmd()"), "=cmd()", "formula"),
    ("tables/svar-q.csv", CSV.replace("Vet ikke", "Nei; +1"), "Nei; +1", "formula"),
    ("tables/svar-q.csv", CSV + "x,y\n", "", "csv_broken"),
    ("tables/svar-q.csv", b"\xff\xfe\x00", "", "csv_broken"),
    ("tables/svar-q.csv", HEAD + '"' * 3, "", "csv_broken"),
    ("tables/svar-q.csv", "", "", "csv_broken"),
    ("tables/svar-q.csv", CSV + "x" * 6_000_000, "", "csv_large"),
    ("report.html", page(rows="<tr><th>Utrygt</th><td>3</td></tr>"), "Utrygt",
     "hidden_in_document"),
    ("report.html", page(rows="<tr><th>Utrygt</th><td>10 %</td></tr>"), "Utrygt",
     "hidden_in_document"),
    ("report.html", page(rows="<tr><th>Utrygt</th><td>–</td></tr>"), "Utrygt", "sign_missing"),
    ("report.html", page(alt="Utrygt: 3; Trygt: vises ikke."), "Utrygt", "hidden_in_text"),
    ("report.html", page(alt="Utrygt: tre; Trygt: vises ikke."), "Utrygt", "hidden_in_text"),
    ("report.html", page(more="I alt 3 av 30 svarte «Utrygt»."), "Utrygt", "hidden_in_text"),
    ("report.html", page(more="/home/kari/larvik/svar.csv"), "", "machine_path"),
    ("report.html", page(picture=SVG.format("<desc>Utrygt: 3</desc>")), "Utrygt",
     "hidden_in_picture"),
    ("report.docx", word(sign="3"), "Utrygt", "hidden_in_document"),
    ("report.docx", word(alt="Utrygt: 3"), "Utrygt", "hidden_in_text"),
    ("report.docx", word(properties="Utrygt 3"), "Utrygt", "hidden_in_properties"),
    ("report.docx", word(part="C:\\Users\\kari\\mal.dotx"), "", "machine_path"),
    ("report.docx", b"no zip", "", "file_unreadable"),
    ("report.pdf", pdf(b"/Users/kari/report.typ"), "", "machine_path"),
    ("report.pdf", b"no pdf", "", "file_unreadable"),
    ("figures/svar-q.svg", SVG.format("<title>Utrygt: 3</title>"), "Utrygt",
     "hidden_in_picture"),
    ("figures/svar-q.svg", SVG.format("<desc>3 familier</desc>"), "", "number_in_picture"),
    ("figures/svar-q.svg", SVG.format("<!-- 3 av 30 -->"), "", "number_in_picture"),
    ("figures/svar-q.svg", SVG.format('<g id="utrygt-3"/>'), "Utrygt", "hidden_in_id"),
    ("figures/svar-q.svg", '<!DOCTYPE x [<!ENTITY a "b">]><svg/>', "", "file_unreadable"),
    ("figures/svar-q.png", png(b"Utrygt: 3"), "Utrygt", "hidden_in_picture"),
    ("figures/svar-q.png", png(b"/tmp/kari/x.py"), "", "machine_path"),
    ("figures/svar-q.png", b"no picture", "", "file_unreadable"),
    ("record.json", WITH_VALUES, "svar-q", "verdict_value"),
    ("record.json", "{", "", "file_unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "row", "kind"), PLANTED)
def test_what_was_planted_is_found(tmp_path, name, content, row, kind):
    folder = make(tmp_path / "r", **{name: content})
    assert (name, row, kind) in kinds(folder)


def test_numbers_between_documents_and_tables(tmp_path):
    # The sentence on who answered says how many there were in all.
    more = "Familiene: 31 familier svarte."
    caption = page(more=more).replace("Figur 1. Svar.", "Familiene. Andelen som svarte.")
    assert kinds(make(tmp_path / "r", **{"report.html": caption})) == set()
    fewer = caption.replace("31 familier", "29 familier")
    assert "does_not_add_up" in {
        k for _, _, k in kinds(make(tmp_path / "s", **{"report.html": fewer}))
    }


def test_names_of_user_and_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("larvik_analysis.run.audit.getpass.getuser", lambda: "karinord")
    monkeypatch.setattr("larvik_analysis.run.audit.platform.node", lambda: "pc-larvik-7.local")
    folder = make(tmp_path / "r", **{"report.html": page(more="karinord på pc-larvik-7")})
    assert {kind for _, _, kind in kinds(folder)} == {"user_name", "host_name"}


def test_missing_files_are_told_and_the_rest_is_looked_at(tmp_path):
    folder = make(tmp_path / "r", **{"tables/svar-q.csv": PLANTED[0][1]})
    for name in ("record.json", "report.html", "report.docx", "report.pdf"):
        (folder / name).unlink()
    found = audit_report(folder)
    assert found.unseen == ["report.html", "report.docx", "report.pdf", "record.json"]
    assert [f.kind for f in found.failures] == ["worked_out"]


def test_the_command_tells_in_words_and_ends_with_4(project, tmp_path):
    name, content, _, _ = PLANTED[0]
    make(project.root / "r", **{name: content})
    said = project.larvik("audit", "r")
    assert said.code == 4
    assert "tables/svar-q.csv, «Utrygt»" in said.err
    assert "kan regnes ut" in said.err
    assert "3" not in said.err.replace("{n}", "")
    english = project.larvik("audit", "r", "--language", "en")
    assert "can be worked out" in english.err


def test_the_command_as_json(project):
    make(project.root / "r")
    said = project.larvik("audit", "r", "--json", "--k", "4")
    told = json.loads(said.out)
    assert (said.code, told["failures"], told["unseen"], told["k"]) == (0, [], [], 4)
    name, content, _, _ = PLANTED[0]
    make(project.root / "s", **{name: content})
    said = project.larvik("audit", "s", "--json")
    assert (said.code, json.loads(said.out)["failures"][0]["kind"]) == (4, "worked_out")


@pytest.mark.parametrize(
    "arguments", [["audit", "notebooks"], ["audit", "nowhere"], ["audit", "r", "--k", "1"]]
)
def test_what_is_no_report_ends_with_2(project, arguments):
    make(project.root / "r")
    said = project.larvik(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_the_reports_of_the_project_hold_nothing_that_is_hidden(finished, tmp_path):
    for name in ("eksempel", "larvik-fagerli"):
        found = audit_report(finished.report(name))
        assert (found.failures, found.unseen) == ([], [])
    assert audit_report(finished.report("eksempel")).n_tables > 0


def test_a_number_planted_in_a_real_report_is_found(finished, tmp_path):
    folder = Path(shutil.copytree(finished.report("eksempel"), tmp_path / "r"))
    html = (folder / "report.html").read_text("utf-8")
    tables = sorted((folder / "tables").glob("*.csv"))
    name = next(  # the first hidden numbers that the page has a table of
        name
        for table in tables
        if re.search("hidden|under_half|half_or_more", table.read_text("utf-8"))
        for name in (f"{table.stem}-tall", table.stem)
        if f'<div id="{name}"' in html
    )
    start = html.index(f'<div id="{name}"')
    sign = r">(:|minst halvparten|færre enn halvparten)</td>"
    spoilt = html[:start] + re.sub(sign, ">3</td>", html[start:], count=1)
    (folder / "report.html").write_text(spoilt, "utf-8")
    assert "hidden_in_document" in {k for file, _, k in kinds(folder) if file == "report.html"}


def test_a_file_that_the_run_did_not_make_is_found(finished, tmp_path):
    folder = Path(shutil.copytree(finished.report("eksempel"), tmp_path / "r"))
    (folder / "tables" / "raw.txt").write_text("F1;svært nyttig", "utf-8")
    assert ("tables/raw.txt", "", "file_not_ours") in kinds(folder)
