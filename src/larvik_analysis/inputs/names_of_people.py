"""What looks like the name of a person, written with capital letters or without."""

from __future__ import annotations

import re
from typing import Final

# First names that many have, but for those that are common words too.
_LISTED: Final = """
    alexander amalie amina anders andreas andre ane anette anita anja ann anna anne annika
    anniken are arild arne arvid asbjørn aslak astrid atle aud axel benjamin bente berit bjarne
    bjørg bjørn bodil camilla carina cathrine cecilie charlotte christian christine christoffer
    daniel david ebba egil einar eirik elin elisabeth elise ellen ella elias emil emilie emma
    erik erlend erling espen eva evelyn fatima finn frank fredrik frida frode geir gerd
    grete grethe gro gunn gunnar gunhild guro gustav haakon hassan halvor hanna hannah hanne
    hans harald harriet hedda hege heidi helene helga helge henning henriette henrik
    hilde håkon håvard ibrahim ida ingeborg inger ingrid ingunn ingvild irene isak iselin iver
    jakob jan janne jeanette jens jenny joakim johan johanne johannes john jon jonas
    jorunn josefine julia julie julian jørgen jørn karen kari karin karianne karina karoline
    kasper katarina kathrine katrine ketil kim kine kjell kjersti kjetil knut kristian kristin
    kristina kristine kristoffer lars lasse leif lena lene leah lillian linda linn linnea
    lise lotte lucas ludvig magne magnhild magnus maja malin marcus maren margit margrethe
    mari maria marianne marie marit marius markus marte marthe martin mathias mathilde matias
    mats merete mette michael mikael mikkel miriam mohamed mohammed mona monica morten nils
    nina noah nora oda olav ole olga oline oliver ola oskar ottar pernille peder per
    petter pia preben ragnar ragnhild randi rasmus rebecca renate roar robert roger rolf ronny
    roy rune ruth sander sandra sara sarah selma sebastian siri sigrid sigurd silje simen simon
    sindre sissel siv sofia sofie solveig steffen stian stig stine sunniva susanne
    svein sverre synne synnøve sølvi tarjei terje thea theodor therese thomas thor
    thorbjørn tiril tobias tom tomas tommy tonje tor tora torbjørn tore torill torunn tove
    trine trond trude trygve turid tuva ulrik unni vegard vetle victoria vidar vigdis viktor
    vilde vibeke wenche william yngve yusuf øystein øyvind ådne åse åshild
    """
_FIRST_NAMES: Final = frozenset(_LISTED.split())
_CAPITALS = re.compile(r"[A-ZÆØÅ][\w.\-]*(?: [A-ZÆØÅ][\w.\-]*){1,3}")
_WORDS = re.compile(r"[^\W\d_][\w.\-]*(?: [^\W\d_][\w.\-]*){0,3}")
_PER_WHAT = re.compile(
    r"\bper (?:time|dag|uke|måned|år|halvår|gang|barn|person)\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<![^\W\d_])[A-ZÆØÅ][^\W\d_]+")


def names_somebody(text: str) -> bool:
    """Whether a whole text looks like a person's name.

    Two words with capital letters may be somebody, and so is whatever begins with a common
    first name, in any letters.

    Examples
    --------
    >>> names_somebody("Ola Nordmann"), names_somebody("kari nordmann"), names_somebody("Kari")
    (True, True, True)
    >>> names_somebody("Søvn og døgnrytme"), names_somebody("Per uke")
    (False, False)
    """
    if _CAPITALS.fullmatch(text):
        return True
    is_name = _WORDS.fullmatch(text) and not _PER_WHAT.match(text)
    return bool(is_name) and text.split()[0].casefold() in _FIRST_NAMES


def names_someone_in(text: str) -> bool:
    """Whether a common first name stands in a text, with a capital letter.

    Examples
    --------
    >>> names_someone_in("Svar fra Per Hansen"), names_someone_in("Hvor ofte, per uke?")
    (True, False)
    >>> names_someone_in("Per uke")
    False
    """
    without = _PER_WHAT.sub("", text)
    return any(word.casefold() in _FIRST_NAMES for word in _CAPITAL.findall(without))
