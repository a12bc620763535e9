"""What makes one look twice at the answers of a survey: counts, never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The order they are told in.
CHECKS: Final = (
    "rows_empty", "rows_alike", "families_of_several", "families_alike", "family_not_asked",
    "nobody_answered", "all_alike", "unanswered", "not_asked", "straight_lines",
    "straight_lines_doubtful", "other_text", "other_repeated", "two_languages", "scores_read",
    "ids_read",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyCheck:
    """How many rows of a survey something can be said of.

    Nothing is taken out for it: somebody who knows the survey decides what it means.

    Attributes
    ----------
    code : str
        One of `CHECKS`:

        - ``rows_empty``: nothing was answered;
        - ``rows_alike``: another row has all the same answers, and many of them; the first
          of each is not counted;
        - ``families_of_several``: families (not rows) with more than one row;
        - ``families_alike``: marks of families that are another one but for signs and zeros;
        - ``family_not_asked``: families whose answers fell away when they became one row,
          because they do not agree on what decides who was asked;
        - ``nobody_answered``: how many were asked, where none of them answered;
        - ``all_alike``: how many answered, where all of them answered the same;
        - ``unanswered``: those who were asked and did not answer;
        - ``not_asked``: answers of those who were not asked; they count as missing;
        - ``straight_lines``: the same place on the scale for four questions or more, and
          nothing else;
        - ``straight_lines_doubtful``: such lines over six questions or more, or over
          questions of which some are reversed;
        - ``other_text``: cells with a text of their own, which count as "other";
        - ``other_repeated``: of these, cells whose text several rows have: an answer may
          have been renamed;
        - ``two_languages``: cells that are not in the language most used;
        - ``scores_read``: numbers that were read as the scores of answers;
        - ``ids_read``: cells that hold the id of an answer and not its name.
    question : str
        Its id; of a straight line the first of the questions. Empty where it is the file.
    n : int
    """

    code: str
    question: str = ""
    n: int
