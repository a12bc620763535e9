"""The order of the report, and what is left out of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.report.compose import _without_empty_sections
from larvik_analysis.report.document import Heading, Paragraph

headings = st.builds(
    lambda level: Heading(level=level, text="x", anchor=""), st.sampled_from((1, 2, 3))
)
blocks = st.lists(headings | st.builds(Paragraph, st.text(max_size=3)), max_size=12)


@given(blocks)
def test_no_heading_is_left_without_anything_under_it(given_blocks):
    kept = list(_without_empty_sections(given_blocks))
    assert [b for b in kept if isinstance(b, Paragraph)] == [
        b for b in given_blocks if isinstance(b, Paragraph)
    ]
    for block, following in zip(kept, [*kept[1:], None], strict=False):
        if isinstance(block, Heading):
            assert following is not None
            assert not isinstance(following, Heading) or following.level > block.level


@given(blocks)
def test_a_heading_with_text_under_it_stays(given_blocks):
    kept = list(_without_empty_sections(given_blocks))
    for place, block in enumerate(given_blocks[:-1]):
        if isinstance(block, Heading) and isinstance(given_blocks[place + 1], Paragraph):
            assert any(block is other for other in kept)
