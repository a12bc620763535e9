"""What kind each part of a Word file is, and which parts its text is linked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

Parts = dict[str, bytes]

DOCUMENT = "word/document.xml"
_FORMATS = "http://schemas.openxmlformats.org"
_TYPES, _TYPES_SPACE = "[Content_Types].xml", f"{_FORMATS}/package/2006/content-types"
_LINKS_SPACE = f"{_FORMATS}/package/2006/relationships"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}  # fmt: skip

Entry = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Link:
    """What a part is linked to: the id it uses, the kind, and the file."""

    name: str
    kind: str
    target: str


class Package:
    """The parts of a Word file, kept in step with their kinds and with its links."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._types: list[Entry] = _entries(parts[_TYPES])
        self._links: list[Entry] = _entries(parts[_links_of(DOCUMENT)])

    def links(self) -> list[Link]:
        """What the text is linked to."""
        return [
            Link(said["Id"], said["Type"].rpartition("/")[2], said["Target"])
            for _, said in self._links
        ]

    def add_page_part(self, kind: str, name: str, content: bytes) -> str:
        """Add the head or the foot of a page; the id by which the text is linked to it.

        Parameters
        ----------
        kind : str
            ``header`` or ``footer``.
        name : str
            Its file, in the folder `word`.
        content : bytes
        """
        self.parts[f"word/{name}"] = content
        self._declare(f"/word/{name}", f"{_WORD}.{kind}+xml")
        taken = {link.name for link in self.links()}
        relation = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        self._links.append(_link(Link(relation, kind, name)))
        return relation

    def add_pictures(self, name: str, pictures: Iterable[tuple[str, str, bytes]]) -> None:
        """Add the pictures of a head or foot.

        Parameters
        ----------
        name : str
            The file of the head or foot, in the folder `word`.
        pictures : iterable of (str, str, bytes)
            The id it uses, the ending of the file, and the picture.
        """
        links = []
        for number, (relation, ending, content) in enumerate(pictures, start=1):
            file = f"media/{name.removesuffix('.xml')}_{number}.{ending}"
            self.parts[f"word/{file}"] = content
            self._declare(f"/word/{file}", _PICTURES[ending])
            links.append(_link(Link(relation, "image", file)))
        if links:
            self.parts[_links_of(f"word/{name}")] = _shown("Relationships", _LINKS_SPACE, links)

    def forget(self, target: str) -> None:
        """Take out a part that the text is linked to, by its file in the folder `word`."""
        self.parts.pop(f"word/{target}", None)
        self._links = [each for each in self._links if each[1]["Target"] != target]
        gone = f"/word/{target}"
        self._types = [each for each in self._types if each[1].get("PartName") != gone]

    def finish(self) -> None:
        """Write kinds and links back."""
        self.parts[_TYPES] = _shown("Types", _TYPES_SPACE, self._types)
        links = _shown("Relationships", _LINKS_SPACE, self._links)
        self.parts[_links_of(DOCUMENT)] = links

    def _declare(self, part: str, content_type: str) -> None:
        self._types.append(("Override", {"PartName": part, "ContentType": content_type}))


def _links_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _link(link: Link) -> Entry:
    said = {"Id": link.name, "Type": f"{_OFFICE}/{link.kind}", "Target": link.target}
    return "Relationship", said


def _entries(part: bytes) -> list[Entry]:
    root = ElementTree.fromstring(part)
    return [(child.tag.rpartition("}")[2], dict(child.attrib)) for child in root]


def _shown(name: str, space: str, entries: Iterable[Entry]) -> bytes:
    lines = (
        f"<{tag} {' '.join(f'{key}={quoteattr(text)}' for key, text in said.items())}/>"
        for tag, said in entries
    )
    return f'{_HEAD}<{name} xmlns="{space}">{"".join(lines)}</{name}>'.encode()
