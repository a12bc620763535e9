"""The styles of a report in the evaluator's template: hers, and ours where she has none.

Styles are matched by the name that Word gives them in all languages; their ids differ (a
Norwegian Word calls ``heading 1`` by the id ``Overskrift1``). Hers take the ids of ours, so
that the text of a report fits any template.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from larvik_analysis.report.word_colours import (
    LEAST_CONTRAST,
    WHITE,
    Palette,
    colour_of,
    contrast,
    palette_of,
)
from larvik_analysis.report.word_xml import drop, make, value, word

# Every style a report may use, in the order an evaluator meets them.
NEEDED = (
    "Title", "Subtitle", "Author", "Date", "heading 1", "heading 2", "heading 3", "TOC Heading",
    "toc 1", "toc 2", "Body Text", "First Paragraph", "Compact", "Block Text", "Hyperlink",
    "caption", "Image Caption", "Table Caption", "Captioned Figure", "Table", "Table Text",
    "Exhibit Title", "Notes", "Lead", "Callout Title", "Callout", "Verbatim Char", "header",
    "footer", "Mark",
)  # fmt: skip
_HEADINGS = ("heading 1", "heading 2", "heading 3")
_COLOURED = ("Title", *_HEADINGS, "caption", "Hyperlink")
_ACCENTED = ("heading 1", "Title", "heading 2")
_ALWAYS = ("Normal", "Default Paragraph Font", "Normal Table")
_LINKS = ("basedOn", "next", "link")
_BODY_SIZE = 20  # in half points, where neither style nor file says one
_LEAST_SIZE = 16

Styles = dict[str, Element]


def alike(name: str) -> str:
    """A style's name as Word compares it."""
    return " ".join(name.split()).casefold()


def by_name(root: Element) -> Styles:
    """The styles of a file by their names; of two with one name the first."""
    found: Styles = {}
    for style in root.findall(word("style")):
        found.setdefault(alike(value(style.find(word("name")))), style)
    return found


def missing_styles(theirs: Element) -> list[str]:
    """The names of the styles a report uses and a template lacks."""
    known = by_name(theirs)
    return [name for name in NEEDED if alike(name) not in known]


def pale_styles(theirs: Element, theme: Mapping[str, str]) -> list[tuple[str, float]]:
    """Styles whose colour is hard to read on its ground, each with its contrast."""
    known = by_name(theirs)
    found = []
    for name in _COLOURED:
        style = known.get(alike(name))
        colour, ground = _colour(style, theirs, theme), _ground(style, theirs)
        if colour and contrast(colour, ground) < LEAST_CONTRAST:
            found.append((name, contrast(colour, ground)))
    return found


def accent_of(theirs: Element, theme: Mapping[str, str]) -> str:
    """The colour a template stands for: that of its headings; empty where they have none."""
    known = by_name(theirs)
    colours = (_colour(known.get(alike(name)), theirs, theme) for name in _ACCENTED)
    return next((colour for colour in colours if colour and contrast(colour) > 1.5), "")


def merge_styles(
    ours: Element, theirs: Element, theme: Mapping[str, str], used: Iterable[str]
) -> dict[str, str]:
    """Give a template the styles a report needs; its own stay as they are.

    Parameters
    ----------
    ours : Element
        The styles of the report as it was made, with our ids; stays as it is.
    theirs : Element
        The styles of the template; they get our ids, and the styles they lack.
    theme : mapping of str to str
        Its colours, as `theme_colours` gives them.
    used : iterable of str
        Ids of ours that the text uses.

    Returns
    -------
    dict of str to str
        For each id the template had, the one it has now.
    """
    ids = _new_ids(ours, theirs)
    for style in theirs.findall(word("style")):
        _rename(style, ids)
    palette = palette_of(accent_of(theirs, theme))
    ratio = _body_size(theirs) / _body_size(ours)
    added = [copy.deepcopy(style) for style in _lacking(ours, theirs, used)]
    for style in added:
        _adapt(style, palette, ratio)
        theirs.append(style)
    _cap_headings(theirs, {value(style, "styleId") for style in added})
    _mend_links(theirs)
    return ids


def set_language(styles: Element, region: str) -> None:
    """The language of all text; a style of a template may not say another."""
    for parent in list(styles.iter()):
        drop(parent, "lang")
    inner = styles
    for place, name in enumerate(("docDefaults", "rPrDefault", "rPr")):
        child = inner.find(word(name))
        if child is None:
            child = make(name)
            inner.insert(0 if place < 2 else len(inner), child)
        inner = child
    inner.append(make("lang", val=region))


def _new_ids(ours: Element, theirs: Element) -> dict[str, str]:
    known = by_name(ours)
    reserved = {value(style, "styleId") for style in known.values()}
    ids: dict[str, str] = {}
    for name, style in by_name(theirs).items():
        own, twin = value(style, "styleId"), known.get(name)
        is_same = twin is not None and value(twin, "type") == value(style, "type")
        if is_same and twin is not None:
            ids.setdefault(own, value(twin, "styleId"))
        elif twin is not None:  # another kind of style under a name that ours needs
            style.find(word("name")).set(word("val"), f"{name} (mal)")  # type: ignore[union-attr]
    for style in theirs.findall(word("style")):
        own = value(style, "styleId")
        if own not in ids:
            taken = reserved | set(ids.values())
            ids[own] = next(free for free in _variants(own) if free not in taken)
    return ids


def _variants(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _rename(style: Element, ids: Mapping[str, str]) -> None:
    style.set(word("styleId"), ids[value(style, "styleId")])
    for name in _LINKS:
        for child in style.findall(word(name)):
            child.set(word("val"), ids.get(value(child), ""))
    for parent in list(style.iter()):
        # Who changed a style, and when, is nobody's business; so are its earlier looks.
        drop(parent, "rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange")
    drop(style, "personal", "personalCompose", "personalReply", "rsid")


def _lacking(ours: Element, theirs: Element, used: Iterable[str]) -> list[Element]:
    """Our styles that the template has none for, with all they are based on."""
    by_id = {value(style, "styleId"): style for style in ours.findall(word("style"))}
    known = by_name(ours)
    named = (known.get(alike(name)) for name in (*_ALWAYS, *NEEDED))
    wanted = [*used, *(value(style, "styleId") for style in named)]
    has = {value(style, "styleId") for style in theirs.findall(word("style"))}
    found: dict[str, Element] = {}
    while wanted:
        style_id = wanted.pop()
        style = by_id.get(style_id)
        if style is not None and style_id not in has and style_id not in found:
            found[style_id] = style
            wanted.append(value(style.find(word("basedOn"))))
    return [style for style_id, style in by_id.items() if style_id in found]


def _adapt(style: Element, palette: Palette, ratio: float) -> None:
    """Take font and colour off a style of ours, and fit its size to the template."""
    drop(style, "link")  # its other half may not come along
    for parent in list(style.iter()):
        drop(parent, "rFonts", "lang")
        for child in parent.findall(word("color")):
            is_title = palette.instead_of(value(child)) == palette.rule
            if is_title and palette.text:
                child.set(word("val"), palette.text)
            else:
                parent.remove(child)
        for name in ("sz", "szCs"):
            for child in parent.findall(word(name)):
                _fit_size(parent, child, ratio)
    for element in style.iter():
        for name in ("color", "fill"):
            colour = palette.instead_of(value(element, name))
            if colour:
                element.set(word(name), colour)


def _fit_size(parent: Element, size: Element, ratio: float) -> None:
    half_points = _number(value(size), _BODY_SIZE)
    if half_points == _OUR_BODY:
        parent.remove(size)  # as the running text is
    else:
        size.set(word("val"), str(max(round(half_points * ratio), _LEAST_SIZE)))


_OUR_BODY = 22


def _cap_headings(styles: Element, added: Collection[str]) -> None:
    """No heading of ours is larger than the one above it in the template."""
    known = by_name(styles)
    highest = 0
    for name in _HEADINGS:
        style = known.get(alike(name))
        size = None if style is None else style.find(f"{word('rPr')}/{word('sz')}")
        if style is None or size is None:
            continue
        found = _number(value(size), _BODY_SIZE)
        if 0 < highest < found and value(style, "styleId") in added:
            size.set(word("val"), str(highest))
        highest = min(found, highest or found)


def _mend_links(styles: Element) -> None:
    """Links between styles that lead nowhere are taken out."""
    known = {value(style, "styleId") for style in styles.findall(word("style"))}
    for style in styles.findall(word("style")):
        for name in _LINKS:
            for child in style.findall(word(name)):
                is_circle = name == "basedOn" and value(child) == value(style, "styleId")
                if value(child) not in known or is_circle:
                    style.remove(child)
    normal = by_name(styles).get("normal")
    if normal is not None:
        normal.set(word("default"), "1")


def _chain(style: Element | None, styles: Element) -> Iterator[Element]:
    """A style and those it is based on, from the nearest; a circle is walked once."""
    by_id = {value(each, "styleId"): each for each in styles.findall(word("style"))}
    seen: set[str] = set()
    while style is not None and value(style, "styleId") not in seen:
        yield style
        seen.add(value(style, "styleId"))
        style = by_id.get(value(style.find(word("basedOn"))))


def _colour(style: Element | None, styles: Element, theme: Mapping[str, str]) -> str:
    for each in _chain(style, styles):
        said = each.find(f"{word('rPr')}/{word('color')}")
        if said is not None:
            return colour_of(said, theme)
    return ""


def _ground(style: Element | None, styles: Element) -> str:
    for each in _chain(style, styles):
        said = value(each.find(f"{word('pPr')}/{word('shd')}"), "fill")
        if said:
            return said if re.fullmatch(r"[0-9A-Fa-f]{6}", said) else WHITE
    return WHITE


def _body_size(styles: Element) -> int:
    """The size of running text in half points."""
    size = f"{word('rPr')}/{word('sz')}"
    places = [each.find(size) for each in _chain(by_name(styles).get("normal"), styles)]
    places.append(styles.find(f"{word('docDefaults')}/{word('rPrDefault')}/{size}"))
    said = next((value(place) for place in places if place is not None), "")
    return _number(said, _BODY_SIZE)


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) else otherwise
