"""What looks like personal data: told from the heading of a column and from its cells.

Everything here says what something looks like and nothing of what it holds. Where there is
doubt, it counts as personal. The standard library alone is used, and an old Python can read
the file: `tools/check_tree.py` takes these rules from here.
"""

from __future__ import annotations

import ipaddress
import operator
import re
import unicodedata
from collections.abc import Iterable, Sequence

# Control digits: Skatteetaten, "Nytt fødselsnummer fra 2032", documentation of the API of
# Folkeregisteret. The weighted sum of the first ten digits leaves 0 when divided by 11; in
# numbers handed out from 2032 on it may also leave 1, 2 or 3. That of all eleven leaves 0.
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_FIRST_REMAINDERS = (0, 1, 2, 3)

# Not after or before further digits, nor after a decimal sign; as 010180 12345 or with dots.
_ELEVEN_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,])(?=(\d\d[ .]?\d\d[ .]?\d\d[ .\-\u2013]?\d{3} ?\d\d)(?![.,]?\d))"
)
# A spreadsheet takes the zero off the numbers of all who were born on the first nine days.
_TEN_DIGITS = re.compile(r"\d{10}")
# The letter in front of the sign is enough: a longer pattern is slow in a long text.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]@[^\s@<>()\[\],;:\"]{1,250}\.[^\W\d_]{2,}")
_AROUND_EMAIL = '@<>()[],;:"'
_TELEPHONE = re.compile(
    r"(?<![\d.,+\-])(?:\(?(?:\+|00)?47\)? ?)?"
    r"(?:[2-9]\d{7}|[2-9]\d{3} \d{4}|[2-9]\d\d[ \-]\d\d[ \-]\d{3}|[2-9]\d(?:[ \-]\d\d){3})"
    r"(?![.,\-]?\d)|\+\d{1,3}(?: ?\d){7,13}(?!\d)"
)
_FOUR_NUMBERS = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_HEXADECIMAL = re.compile(r"(?<![\w:.])(?=[^:]{0,4}:[^:]{0,4}:)[0-9A-Fa-f:.]{2,45}(?![\w:])")
_LETTERS = r"[^\W\d_]{3,9}"
_DAY = (
    r"(?:\d{4}[\-./]\d{1,2}[\-./]\d{1,2}|\d{1,2}[\-./] ?\d{1,2}[\-./] ?\d{2,4}"
    rf"|\d{{1,2}}\.? ?{_LETTERS}\.?,? ?\d{{4}}|{_LETTERS}\.? \d{{1,2}},? \d{{4}})"
)
_DAY_AND_TIME = re.compile(
    rf"(?<!\d){_DAY}(?:[T,\s]|kl\.?|at)+\d{{1,2}}[:.]\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d{6}T?\d{6}(?!\d)",
    re.IGNORECASE,
)
# A day since 1900 and a part of it, 1954 to 2119; two decimals are kroner.
_SPREADSHEET_TIME = re.compile(r"[2-7]\d{4}[.,]\d{3,}")

_HEADINGS = {
    "identity_number": (
        r"\bfnr\b|f(?:ø|o)dselsn|person ?(?:nummer|nr)|\b[dh] (?:nummer|nr)\b|\b[dh]nummer"
        r"|identitetsn|national id|identity number|social security|\bssn\b|\bduf\b"
    ),
    "ip_address": r"\bip\b|\bip ?ad",
    "email": r"\be ?post(?:adr\w*)?\b|\bepost|\be ?mail|\bmail",
    "telephone": r"telefon|mobil(?:nummer|nr)?\b|\btlf|phone|\bmobile\b",
    "timestamp": (
        r"tidspunkt|tidsstemp|tidsmerke|\btime ?stamp|\b(?:start|slutt|svar)(?: ?tid\b|dato)"
        r"|\b(?:start|end|completion|recorded|submission|created|modified) (?:time|date)"
        r"|innsendt|opprettet|sist endret|last modified|submitted|klokkeslett"
    ),
    "name": r"navn(?:et|ene)?\b|names?\b|\binitial|\bhva heter",
    "identifier": (
        r"\b(?:id|uuid|guid|key|token|signatur)\b|(?:svar|respondent|bruker|person|familie)id\b"
        r"|adresse|address|\bpost ?(?:nummer|nr|code)|f(?:ø|o)dselsdato|\bfødt\b|birth"
        r"|\bsaks?n|journaln|løpen|(?:respondent|svar|deltaker|skjema)n|kontonummer"
        r"|latitude|longitude|koordinat"
    ),
    "free_text": (
        r"kommentar|comment|utdyp|beskriv|fritekst|free ?text|merknad|\bnotat|tilbakemelding"
        r"|fortell|begrunn|\bannet\b|\bother\b|innspill|describe"
    ),
}
_ENOUGH_ALONE = ("identity_number", "email", "ip_address")
_LONGEST_ANSWER = 80
_MOST_WORDS = 12
_FEWEST_TO_COMPARE = 5


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits have the control digits of a Norwegian identity number.

    The date in it is not looked at, so that the numbers of those born in Norway, D-numbers
    (day and forty), H-numbers, test numbers (month and forty, sixty-five or eighty) and
    numbers of hospitals all count.

    Examples
    --------
    >>> is_identity_number("02013299997"), is_identity_number("02013299998")
    (True, False)
    """
    numbers = [int(digit) for digit in digits]
    first = sum(map(operator.mul, _FIRST_WEIGHTS, numbers)) % 11
    second = sum(map(operator.mul, _SECOND_WEIGHTS, numbers)) % 11
    return len(numbers) == 11 and first in _FIRST_REMAINDERS and second == 0


def identity_numbers(text: str) -> list[str]:
    """The eleven digits of each national identity number in a text."""
    found = (re.sub(r"\D", "", match[1]) for match in _ELEVEN_DIGITS.finditer(_plain(text)))
    return [digits for digits in found if is_identity_number(digits)]


def has_email(text: str) -> bool:
    """Whether there is an e-mail address in a text."""
    return _EMAIL.search(text) is not None


def has_telephone(text: str) -> bool:
    """Whether there is a Norwegian telephone number, or a foreign one with its plus sign."""
    return _TELEPHONE.search(_plain(text)) is not None


def has_ip_address(text: str) -> bool:
    """Whether there is an address of the net, version four or six."""
    plain = _plain(text)
    parts = [match.groups() for match in _FOUR_NUMBERS.finditer(plain)]
    if any(all(int(part) < 256 for part in four) for four in parts):
        return True
    return any(_is_version_six(found) for found in _HEXADECIMAL.findall(plain))


def _is_version_six(text: str) -> bool:
    try:
        return ipaddress.IPv6Address(text.rstrip(".")).version == 6
    except ValueError:
        return False


def has_timestamp(text: str) -> bool:
    """Whether there is a day with a time of day in a text."""
    plain = _plain(text)
    return bool(_DAY_AND_TIME.search(plain) or _SPREADSHEET_TIME.fullmatch(plain))


def _plain(text: str) -> str:
    # Also turns hard spaces and the digits of other keyboards into plain ones, and takes off
    # what a spreadsheet adds to a whole number.
    return re.sub(r"^(\d+)[.,]0+$", r"\1", unicodedata.normalize("NFKC", text).strip())


def kind_of_cell(cell: str) -> str:
    """What a cell looks like, as `Dropped.why` has it; empty where it is no such thing."""
    ten = _TEN_DIGITS.fullmatch(_plain(cell))
    if identity_numbers(cell) or (ten and is_identity_number(f"0{ten[0]}")):
        return "identity_number"
    if has_email(cell):
        return "email"
    if has_ip_address(cell):
        return "ip_address"
    if has_timestamp(cell):
        return "timestamp"
    return "telephone" if has_telephone(cell) else ""


def without_contacts(text: str, sign: str) -> tuple[str, int]:
    """A text with a sign in the place of addresses and numbers, and how many there were.

    E-mail addresses, telephone numbers and whatever has the eleven digits of an identity
    number. Where something else of the kind is left, nothing of the text is.

    Examples
    --------
    >>> without_contacts("Ring 412 34 567 eller kari@eksempel.no.", "[-]")
    ('Ring [-] eller [-].', 2)
    """
    plain = unicodedata.normalize("NFKC", text)
    spans = [(_start_of_word(plain, m.start()), m.end()) for m in _EMAIL.finditer(plain)]
    spans += [match.span(1) for match in _ELEVEN_DIGITS.finditer(plain)]
    spans += [match.span() for match in _TELEPHONE.finditer(plain)]
    joined: list[list[int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    for start, end in reversed(joined):
        plain = f"{plain[:start]}{sign}{plain[end:]}"
    if kind_of_cell(plain) not in ("", "timestamp"):
        return sign, len(joined) + 1
    return (plain, len(joined)) if joined else (text, 0)


def _start_of_word(text: str, place: int) -> int:
    while place and text[place - 1] not in _AROUND_EMAIL and not text[place - 1].isspace():
        place -= 1
    return place


def kind_of_heading(heading: str) -> str:
    """What a heading says stands below it, as `Dropped.why` has it; empty if it does not.

    Examples
    --------
    >>> kind_of_heading("E-postadresse"), kind_of_heading("IPAddress"), kind_of_heading("Alder")
    ('email', 'ip_address', '')
    """
    apart = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
    words = " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", apart).casefold()))
    return next((why for why, pattern in _HEADINGS.items() if re.search(pattern, words)), "")


def is_free_text(cells: Sequence[str]) -> bool:
    """Whether filled cells are too long, or too seldom alike, to be answers of a scale."""
    if any(len(cell) > _LONGEST_ANSWER or len(cell.split()) > _MOST_WORDS for cell in cells):
        return True
    written = {cell.casefold() for cell in cells if re.search(r"[^\W\d_]", cell)}
    return len(cells) >= _FEWEST_TO_COMPARE and len(written) > len(cells) / 2


def kind_of_column(heading: str, cells: Iterable[str]) -> str:
    """Why a column that nobody has declared stays outside, as `Dropped.why` has it.

    One cell is enough for what points straight at a person; after that the heading is
    believed, and then the cells once more.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    kinds = {kind_of_cell(cell) for cell in filled}
    alone = next((why for why in _ENOUGH_ALONE if why in kinds), "")
    if found := alone or kind_of_heading(heading):
        return found
    if rest := next((why for why in ("timestamp", "telephone") if why in kinds), ""):
        return rest
    return "free_text" if is_free_text(filled) else "undeclared"
