"""Lists that the styles of a template count by, brought beside the lists of a report."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from larvik_analysis.report.word_xml import drop, value, word


@dataclass(slots=True)
class Numbering:
    """The lists of the report, and those of the template.

    Attributes
    ----------
    ours, theirs : Element
        The numbering of the report, which grows, and that of the template.
    ids : mapping of str to str
        For each style id of the template, the one it has in the report.
    """

    ours: Element
    theirs: Element
    ids: Mapping[str, str]
    _numbers: dict[str, str] = field(default_factory=dict)  # theirs, and what they became

    def bring(self, *trees: Element) -> None:
        """Bring every list the trees name, and name it there as it is called here."""
        for tree in trees:
            for properties in tree.iter(word("numPr")):
                named = properties.find(word("numId"))
                if named is not None and value(named) != "0":  # which says: no list
                    named.set(word("val"), self._number(value(named)))
        # Word wants the shapes of all lists before the lists.
        shapes = self.ours.findall(word("abstractNum"))
        self.ours[:] = [*shapes, *self.ours.findall(word("num"))]

    def _number(self, old: str) -> str:
        if old not in self._numbers:
            self._numbers[old] = self._copied(old)
        return self._numbers[old]

    def _copied(self, old: str) -> str:
        """The number of a copy of one of their lists; that of no list where it is missing."""
        entry = _find(self.theirs, "num", "numId", old)
        shape_of = None if entry is None else entry.find(word("abstractNumId"))
        shape = _find(self.theirs, "abstractNum", "abstractNumId", value(shape_of))
        if entry is None or shape is None:
            return "0"
        shape, entry = copy.deepcopy(shape), copy.deepcopy(entry)
        drop(shape, "nsid")  # two lists with the same one are one list to Word
        for level in shape.iter(word("lvl")):
            drop(level, "lvlPicBulletId")  # a picture that does not come along
        for name in ("pStyle", "numStyleLink", "styleLink"):
            for named in shape.iter(word(name)):
                named.set(word("val"), self.ids.get(value(named), value(named)))
        new_shape = _free(self.ours, "abstractNum", "abstractNumId")
        new = _free(self.ours, "num", "numId")
        shape.set(word("abstractNumId"), new_shape)
        entry.set(word("numId"), new)
        for named in entry.findall(word("abstractNumId")):
            named.set(word("val"), new_shape)
        self.ours.extend([shape, entry])
        return new


def _find(root: Element, name: str, key: str, number: str) -> Element | None:
    return next((each for each in root.findall(word(name)) if value(each, key) == number), None)


def _free(root: Element, name: str, key: str) -> str:
    taken = [value(each, key) for each in root.findall(word(name))]
    return str(max((int(number) for number in taken if number.isdecimal()), default=0) + 1)
