"""A report in the evaluator's own Word template.

Pandoc makes the report with our template; then styles, page form, heads and feet, numbering
and theme are exchanged for hers, part by part. What is not named here stays out of the
file, whatever her template holds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from larvik_analysis.inputs.template import PagePart, WordTemplate
from larvik_analysis.report.word_colours import theme_colours
from larvik_analysis.report.word_numbering import Numbering
from larvik_analysis.report.word_pages import clean_page_part, has_page_number
from larvik_analysis.report.word_parts import DOCUMENT, Package, Parts
from larvik_analysis.report.word_styles import (
    merge_styles,
    missing_styles,
    pale_styles,
    set_language,
)
from larvik_analysis.report.word_xml import (
    DRAWING,
    RELATION,
    drop,
    is_on,
    make,
    parse,
    to_bytes,
    value,
    word,
)

_STYLED = ("pStyle", "rStyle", "tblStyle")
_PAGE_FORM = ("pgSz", "pgMar", "pgBorders")
_SETTINGS, _NUMBERING = "word/settings.xml", "word/numbering.xml"
_STYLES, _THEME, _FONTS = "word/styles.xml", "theme/theme1.xml", "fontTable.xml"


def lacking(template: WordTemplate) -> list[str]:
    """The names of the styles a report uses and the template lacks."""
    return missing_styles(parse(template.styles))


def pale(template: WordTemplate) -> list[tuple[str, float]]:
    """Styles of the template that are hard to read, each with its contrast."""
    return pale_styles(parse(template.styles), _colours(template))


def apply_template(parts: Parts, template: WordTemplate, *, title: str, region: str) -> None:
    """Exchange our looks for those of the template.

    Parameters
    ----------
    parts : dict of str to bytes
        The report as it was made with our template; changed in place.
    template : WordTemplate
    title : str
        The title of the report, for heads that repeat it.
    region : str
        The language of the text, as ``nb-NO``.
    """
    package = Package(parts)
    document, styles = parse(parts[DOCUMENT]), parse(template.styles)
    ours = parse(parts[_STYLES])
    ids = merge_styles(ours, styles, _colours(template), _styles_of(document))
    set_language(styles, region)
    pages = _pages_of(template, title)
    pages.rename_styles(ids)
    numbering = Numbering(parse(parts[_NUMBERING]), _tree(template.numbering, "numbering"), ids)
    numbering.bring(styles, *pages.trees.values())
    _exchange_pages(package, document, pages)
    _start_contents_on_a_page(document)
    trees = {DOCUMENT: document, _STYLES: styles, _NUMBERING: numbering.ours}
    for name, tree in trees.items():
        parts[name] = to_bytes(tree)
    _exchange_theme(package, template)
    _exchange_fonts(package, template)
    _exchange_settings(parts, template)
    package.finish()


def _tree(part: bytes, name: str) -> Element:
    return parse(part) if part else make(name)


def _colours(template: WordTemplate) -> dict[str, str]:
    return theme_colours(parse(template.theme) if template.theme else None)


def _styles_of(document: Element) -> list[str]:
    """The ids of all styles the text names."""
    named = (value(each) for name in _STYLED for each in document.iter(word(name)))
    return list(dict.fromkeys(named))


def _start_contents_on_a_page(document: Element) -> None:
    """Our style does so; the style of a template may not."""
    for properties in document.iter(word("pPr")):
        if value(properties.find(word("pStyle"))) == "TOCHeading":
            drop(properties, "pageBreakBefore")
            properties.insert(1, make("pageBreakBefore"))


# Heads, feet and the form of the page -----------------------------------------


@dataclass(frozen=True, slots=True)
class _Pages:
    """The form of the template's pages, and what stands above and below their text.

    Attributes
    ----------
    section : Element
        Of the template: size, margins, borders.
    trees, sources : mapping
        Heads and feet by kind (header or footer) and place (default, first or even):
        as they will be, and as they came.
    """

    section: Element
    trees: Mapping[tuple[str, str], Element]
    sources: Mapping[tuple[str, str], PagePart]

    def rename_styles(self, ids: Mapping[str, str]) -> None:
        """Name the styles by the ids they have in the report."""
        for tree in self.trees.values():
            for name in _STYLED:
                for named in tree.iter(word(name)):
                    named.set(word("val"), ids.get(value(named), value(named)))

    def wants_our_foot(self) -> bool:
        """Whether nothing stands below the text and no page has its number."""
        has_foot = any(kind == "footer" for kind, _ in self.trees)
        return not has_foot and not any(map(has_page_number, self.trees.values()))


def _pages_of(template: WordTemplate, title: str) -> _Pages:
    """The pages of the template's last section, with what it takes over from those before."""
    sections = list(parse(template.document).iter(word("sectPr"))) or [make("sectPr")]
    settings = _tree(template.settings, "settings")
    places = {"default"}
    places |= {"first"} if is_on(sections[-1].find(word("titlePg"))) else set()
    places |= {"even"} if is_on(settings.find(word("evenAndOddHeaders"))) else set()
    sources: dict[tuple[str, str], PagePart] = {}
    for section in sections:
        for kind in ("header", "footer"):
            for reference in section.findall(word(f"{kind}Reference")):
                place = value(reference, "type") or "default"
                part = template.page_parts.get(reference.get(f"{RELATION}id", ""))
                if place in places and part is not None:
                    sources[kind, place] = part
    trees = {key: parse(part.xml) for key, part in sorted(sources.items())}
    for key, tree in trees.items():
        clean_page_part(tree, title, sources[key].pictures.keys())
    return _Pages(sections[-1], trees, sources)


def _exchange_pages(package: Package, document: Element, pages: _Pages) -> None:
    """Give the document the form, the heads and the feet of the template's pages."""
    section = next(document.iter(word("sectPr")))
    kept = [*_our_foot(section)] if pages.wants_our_foot() else []
    stays = {reference.get(f"{RELATION}id") for reference in kept}
    for link in package.links():
        if link.kind in ("header", "footer") and link.name not in stays:
            package.forget(link.target)
    references = []
    for number, ((kind, place), tree) in enumerate(pages.trees.items(), start=1):
        name = f"{kind}_{number}.xml"
        asked = _pictures_in(tree)
        pictures = pages.sources[kind, place].pictures
        package.add_pictures(
            name, [(i, p.ending, p.content) for i, p in sorted(pictures.items()) if i in asked]
        )
        reference = make(f"{kind}Reference", type=place)
        reference.set(f"{RELATION}id", package.add_page_part(kind, name, to_bytes(tree)))
        references.append(reference)
    section[:] = [*references, *kept, *_page_form(pages.section, section)]


def _our_foot(section: Element) -> Iterator[Element]:
    for reference in section.findall(word("footerReference")):
        if value(reference, "type") == "default":
            yield reference


def _pictures_in(tree: Element) -> set[str]:
    """The ids of the pictures a head or foot shows."""
    return {
        said
        for element in tree.iter()
        for name, said in element.attrib.items()
        if name.startswith(RELATION)
    }


def _page_form(section: Element, ours: Element) -> Iterator[Element]:
    """Size, margins, borders and kind of page numbers; one column, counted from one."""
    notes = ours.find(word("footnotePr"))
    if notes is not None:
        yield notes
    for name in _PAGE_FORM:
        found = section.find(word(name))
        found = ours.find(word(name)) if found is None and name != "pgBorders" else found
        if found is not None:
            yield found
    numbers = value(section.find(word("pgNumType")), "fmt")
    if numbers:
        yield make("pgNumType", fmt=numbers)
    if is_on(section.find(word("titlePg"))):
        yield make("titlePg")


# Theme, fonts, settings ----------------------------------------------------------


def _exchange_theme(package: Package, template: WordTemplate) -> None:
    if not template.theme:
        package.forget(_THEME)
        return
    theme = parse(template.theme)
    for parent in list(theme.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == f"{DRAWING}blipFill":  # a picture that does not come along
                plain = Element(f"{DRAWING}solidFill")
                plain.append(Element(f"{DRAWING}schemeClr", {"val": "phClr"}))
                parent[place] = plain
        for extension in parent.findall(f"{DRAWING}extLst"):
            parent.remove(extension)
    package.parts[f"word/{_THEME}"] = to_bytes(theme)


def _exchange_fonts(package: Package, template: WordTemplate) -> None:
    """What is known of the fonts; the fonts themselves are not ours to hand on."""
    if not template.fonts:
        package.forget(_FONTS)
        return
    fonts = parse(template.fonts)
    for font in fonts:
        drop(font, "embedRegular", "embedBold", "embedItalic", "embedBoldItalic")
    package.parts[f"word/{_FONTS}"] = to_bytes(fonts)


def _exchange_settings(parts: Parts, template: WordTemplate) -> None:
    """Of the settings only what the form of the pages and the theme ask for."""
    ours, theirs = parse(parts[_SETTINGS]), _tree(template.settings, "settings")
    drop(ours, "rsids", "embedSystemFonts", "savePreviewPicture")
    for place, name in enumerate(_ORDER):
        found = theirs.find(word(name))
        if name in _TAKEN_OVER and found is not None:
            drop(ours, name)
            later = {word(each) for each in _ORDER[place + 1 :]}
            before = next((n for n, e in enumerate(ours) if e.tag in later), len(ours))
            ours.insert(before, copy.deepcopy(found))
    parts[_SETTINGS] = to_bytes(ours)


_TAKEN_OVER = {"mirrorMargins", "gutterAtTop", "defaultTabStop", "evenAndOddHeaders",
               "clrSchemeMapping"}  # fmt: skip
# Word's order of the settings that are taken over and of those that ours has.
_ORDER = (
    "mirrorMargins", "gutterAtTop", "proofState", "stylePaneFormatFilter", "doNotTrackMoves",
    "defaultTabStop", "evenAndOddHeaders", "drawingGridHorizontalSpacing",
    "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery",
    "displayVerticalDrawingGridEvery", "characterSpacingControl", "footnotePr", "compat",
    "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
)  # fmt: skip
