"""A planted number reaches no file of the report, wherever it was planted."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject

from larvik_analysis.estimate.indicators.tables import NO_FACT
from larvik_analysis.exhibit import bars
from larvik_analysis.exhibit.exhibit import Exhibit, Target, from_json, to_json
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.exhibit.style import axes_of
from larvik_analysis.release.gate import UNNAMED, Prose
from larvik_analysis.run import publish as publishing
from larvik_analysis.run.drawings import Drawings
from larvik_analysis.run.notebook import Notebook
from larvik_analysis.terms.catalogue import read_catalogue

PLANT = "7331"
# As a number of its own: 17.7331 in the outline of a letter is another number.
AS_NUMBER = re.compile(r"(?<![\d.])7331(?!\d)")
WORDS = {"top": PLANT}


class Secretive(Artist):
    """A part that writes while it is drawn."""

    def draw(self, renderer, *_):
        renderer.draw_text(renderer.new_gc(), 10, 10, PLANT, FontProperties(), 0)


# What a draw function plants, and the rule by which its figure is withheld. Without a rule
# the figure is released, and what was planted does not leave with it.
DRAWN = {
    "text": (lambda f: f.text(0.5, 0.5, PLANT), "drawn_number"),
    "legend": (
        lambda f: axes_of(f).legend([axes_of(f).patches[0]], [PLANT]),
        "drawn_number",
    ),
    "tick": (lambda f: axes_of(f).set_yticks([0], [PLANT]), "drawn_number"),
    "formatter": (
        lambda f: axes_of(f).yaxis.set_major_formatter(FuncFormatter(lambda *_: PLANT)),
        "drawn_number",
    ),
    "outline": (
        lambda f: f.text(0.5, 0.5, PLANT, path_effects=[withStroke()]),
        "drawn_number",
    ),
    "artist": (lambda f: f.add_artist(Secretive()), "drawn_number"),
    "picture": (lambda f: axes_of(f).imshow([[0, 1]]), "drawn_unreadable"),
    "gid": (lambda f: axes_of(f).patches[0].set_gid(PLANT), ""),
    "name": (lambda f: f.set_gid(f"figure{PLANT}"), ""),
    "link": (lambda f: axes_of(f).patches[0].set_url(f"https://{PLANT}.example"), ""),
    "label": (lambda f: axes_of(f).patches[0].set_label(PLANT), ""),
}


def draw_with(plant):
    """A draw function that plants something."""

    def draw(table, *, language) -> Figure:
        figure = bars.draw_bars(table, language=language)
        plant(figure)
        return figure

    return draw


def planted_exhibits(exhibit: Exhibit) -> dict[str, tuple[Exhibit, str]]:
    """The exhibit with a number planted in each of its parts, and the rule that holds it."""
    text = Statement(key="areas.title", words=WORDS)
    number = replace(NO_FACT, estimate=float(PLANT), n=int(PLANT), count=int(PLANT))
    cells = Statement(key="summary.useful", cells={"useful": number})
    date = Statement(key="reach.full_capacity", cells={"period": replace(NO_FACT, date=PLANT)})
    data = exhibit.data.reset_index(drop=True)

    def cell(column: str, value: object):
        forged = data.copy()
        forged.loc[0, column] = value
        return {"data": forged}

    changes: dict[str, tuple[dict[str, Any], str]] = {
        "title": ({"title": text}, "words_not_public"),
        "caption": ({"caption": text}, "words_not_public"),
        "caption-cell": ({"caption": cells}, "not_public"),
        "caption-date": ({"caption": date}, "not_public"),
        "alternative-text": ({"alternative_text": text}, "words_not_public"),
        "alternative-cell": ({"alternative_text": cells}, "not_public"),
        "note": ({"notes": (text,)}, "words_not_public"),
        "note-key": ({"notes": (Statement(key=f"areas.{PLANT}"),)}, "text_unknown"),
        "target": ({"target": Target(kind="census", sentence=text)}, "words_not_public"),
        "kind": (
            {"target": Target(kind=PLANT, sentence=exhibit.target.sentence)},  # type: ignore[arg-type]
            "words_not_public",
        ),
        "cell-label": (cell("label", PLANT), "words_not_public"),
        "cell-part": (cell("part", f"staffing_{PLANT}"), "words_not_public"),
        "estimate": (cell("estimate", float(PLANT)), "not_reproduced"),
        "count": (cell("count", int(PLANT)), "not_reproduced"),
        "method": (cell("method", PLANT), "not_reproduced"),
        "unit": (cell("unit", PLANT), "not_reproduced"),
        "reason": (cell("reason", PLANT), "not_reproduced"),
        "basis": (cell("basis", PLANT), "not_public"),
        "column": (
            {
                "data": data.rename(columns={"part": f"part_{PLANT}"}),
                "keys": (f"part_{PLANT}", "label"),
            },
            "words_not_public",
        ),
        "document": ({"documents": (*exhibit.documents, PLANT)}, "not_traced"),
        "layer": ({"layer": "internal"}, "internal"),
        "option": ({"options": {"units": PLANT}}, "words_not_public"),
    }
    made = {
        f"rodt-x-{name}": (replace(exhibit, name=f"rodt-x-{name}", **change), rule)
        for name, (change, rule) in changes.items()
    }
    for name, (_, rule) in DRAWN.items():
        draw = f"larvik_analysis.exhibit.bars.draw_{name}"
        made[f"rodt-d-{name}"] = (
            replace(exhibit, name=f"rodt-d-{name}", draw=draw),
            rule,
        )
    made["name"] = (replace(exhibit, name=f"rodt-{PLANT}"), "name_unfit")
    return made


PLANTED_TEXTS = {
    "prose": (Prose("kapittel", f"# Av {PLANT} familier"), "typed_number"),
    "prose-entity": (Prose("kapittel", "Av &#55;331 familier"), "typed_number"),
    "prose-word": (Prose("kapittel", "Om {{top}}", WORDS), "words_not_public"),
    "statement-key": (Statement(key=f"summary.{PLANT}", place="summary"), "text_unknown"),
    "statement-word": (
        Statement(key="areas.title", words=WORDS, place="summary"),
        "words_not_public",
    ),
    "statement-cell": (
        Statement(
            key="summary.useful",
            cells={"useful": replace(NO_FACT, estimate=float(PLANT), n=int(PLANT))},
            place="unknown",
        ),
        "not_public",
    ),
}


@pytest.fixture(scope="module")
def published(larvik, exhibits_of, statements_of, tmp_path_factory):
    """A report of the real chapter with numbers planted everywhere, and what was judged."""
    honest = exhibits_of(larvik)
    planted = planted_exhibits(honest[1])
    shown = [
        *statements_of(larvik),
        *(from_json(to_json(exhibit)) for exhibit in honest),
        *(from_json(to_json(exhibit)) for exhibit, _ in planted.values()),
        *(thing for thing, _ in PLANTED_TEXTS.values()),
    ]
    rules = [*(rule for _, rule in planted.values()), *(r for _, r in PLANTED_TEXTS.values())]
    folder = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch:
        for name, (plant, _) in DRAWN.items():
            patch.setattr(bars, f"draw_{name}", draw_with(plant), raising=False)
        patch.setattr(publishing, "shown_by", lambda *_: shown)
        patch.setattr(publishing, "internal_of", lambda *_: [])
        notebook = Notebook(name="planted", cells=(), parameters={})
        job: Any = SimpleNamespace(notebook=notebook, parameters={})
        kept = Drawings(folder / "kept", folder / "no.lock")
        (folder / "report").mkdir()
        done = publishing.publish([job], larvik, folder / "report", kept)
    folder = folder / "report"
    return folder, done.verdicts[-len(rules) :], rules, done.verdicts


def test_each_plant_is_held_by_its_rule(published):
    _, verdicts, rules, everything = published
    assert [verdict.rule for verdict in verdicts] == rules
    assert all(
        verdict.passed == (rule == "") for verdict, rule in zip(verdicts, rules, strict=True)
    )
    assert all(verdict.passed for verdict in everything[: -len(rules)])


def png_chunks(png: bytes) -> Iterator[str]:
    """The texts of a PNG file."""
    at = 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        if name in (b"tEXt", b"iTXt", b"eXIf"):
            yield content.decode("latin-1")
        elif name == b"zTXt":
            yield zlib.decompress(content.partition(b"\0")[2][1:]).decode("latin-1")
        at += length + 12


def strings_of(thing: Any) -> Iterator[str]:
    """Every string and name in an object of a PDF file."""
    if isinstance(thing, DictionaryObject):
        for name, value in thing.items():
            yield str(name)
            yield from strings_of(value)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from strings_of(value)
    elif isinstance(thing, ByteStringObject):
        yield thing.decode("latin-1")
        yield thing.decode("utf-16-be", "replace")
    elif isinstance(thing, str):
        yield thing


def texts_of(file: Path) -> Iterator[str]:
    """All that can be read in a file of the report, at any depth."""
    content = file.read_bytes()
    if file.suffix == ".png":
        yield from png_chunks(content)
    elif file.suffix == ".docx":
        package = zipfile.ZipFile(io.BytesIO(content))
        for name in package.namelist():
            yield name
            part = package.read(name)
            yield from png_chunks(part) if name.endswith(".png") else [part.decode("utf-8")]
    elif file.suffix == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield from (page.extract_text() for page in reader.pages)
        for made in pypdf.PdfWriter(clone_from=reader)._objects:
            yield from strings_of(made)
            if isinstance(made, StreamObject):
                yield made.get_data().decode("latin-1")
    else:
        text = content.decode("utf-8")
        yield re.sub(r"data:[\w/+;]+base64,[\w+/=]+", "", text)
        for media, inside in re.findall(r"data:([\w/+]+);base64,([\w+/=]+)", text):
            if "svg" in media:
                yield base64.b64decode(inside).decode("utf-8")


def test_the_report_is_whole(published, larvik, exhibits_of):
    folder = published[0]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert {"report.html", "report.docx", "report.pdf", "figurer.docx"} <= files
    for exhibit in exhibits_of(larvik):
        assert f"tables/{exhibit.name}.csv" in files
        for kind in ("svg", "png"):
            assert (f"figures/{exhibit.name}.{kind}" in files) == exhibit.is_figure
    released = {f"rodt-d-{name}" for name, (_, rule) in DRAWN.items() if rule == ""}
    assert {Path(f).stem for f in files if "rodt-d-" in f} == released
    assert not any("rodt-x-" in name for name in files)


@pytest.mark.parametrize("suffix", [".html", ".docx", ".pdf", ".svg", ".png", ".csv"])
def test_the_planted_number_is_in_no_file(published, suffix):
    folder = published[0]
    files = sorted(folder.rglob(f"*{suffix}"))
    assert files
    for file in files:
        assert PLANT not in file.name
        for text in texts_of(file):
            assert not AS_NUMBER.search(text), f"{file.name}: {AS_NUMBER.search(text)}"
            if suffix != ".pdf" and suffix != ".svg":  # where outlines of letters are
                without_shapes = re.sub(r' (?:d|transform|x|y)="[^"]*"', "", text)
                assert PLANT not in without_shapes


def test_the_search_would_find_it(published, tmp_path):
    """Where the real numbers are, the search finds them: 300 planned, 140 delivered."""
    folder = published[0]
    for name in ("report.html", "report.docx", "report.pdf", "tables/rodt-bemanning.csv"):
        text = "\n".join(texts_of(folder / name))
        assert re.search(r"(?<![\d.])300(?!\d)", text), name
        assert re.search(r"(?<![\d.])140(?!\d)", text), name


def test_what_is_withheld_is_told_by_name_and_rule_alone(published):
    folder, verdicts, _, _ = published
    html = "\n".join(texts_of(folder / "report.html"))
    texts = read_catalogue("nb")
    for verdict in verdicts:
        if not verdict.passed:
            assert f"{verdict.name}: {texts[f'withheld.{verdict.rule}']}" in html
    assert UNNAMED in {verdict.name for verdict in verdicts}
