"""report.html: loads nothing, runs nothing, and can be read by everyone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from larvik_analysis.report.document import FigureBlock, ReportDocument


@dataclass
class Page(HTMLParser):
    """Every element of a page with its attributes, and all its text."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="session")
def source(files: Path) -> str:
    return (files / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def page(source: str) -> Page:
    read = Page()
    read.feed(source)
    return read


def test_nothing_is_loaded_from_outside(page: Page, source: str):
    loaded = {
        value
        for tag, attrs in page.tags
        for key, value in attrs.items()
        if key in ("src", "srcset", "data", "poster", "action", "background")
        or (key == "href" and tag != "a")
    }
    assert loaded
    assert all(value.startswith("data:") for value in loaded)
    style = source[source.index("<style>") : source.index("</style>")]
    assert "@import" not in style
    assert all(address.startswith("data:") for address in re.findall(r"url\((.*?)\)", style))


def test_nothing_runs(page: Page):
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "iframe", "object", "embed", "base", "form", "b", "font"}
    for _, attrs in page.tags:
        assert not [key for key in attrs if key.startswith("on")]
        assert not (attrs.get("href") or "").lower().startswith(("javascript:", "data:text"))


def test_hostile_text_is_read_as_it_is(page: Page, hostile: str):
    # heading, contents, paragraph, caption of two tables, two callouts, bullet
    assert page.text.count(hostile) == 8
    assert "<b onclick='x'>rå</b>" in page.text


def test_language_and_landmarks(page: Page, document: ReportDocument):
    region = {"nb": "nb-NO", "en": "en-GB"}[document.language]
    assert page.all("html")[0]["lang"] == region
    names = [tag for tag, _ in page.tags]
    for landmark in ("main", "nav", "header", "h1"):
        assert names.count(landmark) == 1
    first_link = page.all("a")[0]
    assert first_link["href"] == "#main"


def test_every_link_inside_leads_somewhere(page: Page):
    names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(names) == len(set(names))
    inside = [link["href"] for link in page.all("a") if link["href"].startswith("#")]
    assert {address[1:] for address in inside} <= set(names)
    assert "#figur-en" in inside
    assert "#finnes-ikke" not in inside


def test_headings_leave_out_no_level(page: Page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_alternative_texts(page: Page, figures: list[FigureBlock]):
    assert [picture["alt"].split() for picture in page.all("img")] == [
        figure.alternative_text.split() for figure in figures
    ]


def test_tables_say_what_heads_what(page: Page):
    scopes = [header["scope"] for header in page.all("th")]
    assert scopes.count("col") == 3 * 3
    assert scopes.count("row") == 4 + 4 + 45  # the folded table of a figure is one too
    assert len(page.all("caption")) == 3


def test_marks_stand_on_the_screen_and_on_paper(page: Page, source: str):
    assert "UTKAST · SYNTETISKE DATA" in page.text
    written = "".join(f"\\{ord(letter):06x}" for letter in "UTKAST · SYNTETISKE DATA")
    assert f'@top-right {{ content: "{written}"' in source


def test_the_table_of_a_figure_is_folded_away_below_it(source: str):
    [folded] = re.findall(r"<details.*?</details>", source, re.DOTALL)
    assert folded.count("<tr") == 5  # the head and four rows
    assert source.index("figur-en") < source.index("<details") < source.index("figur-to")
