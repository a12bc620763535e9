"""The figures of returns: where their marks stand, what they say, and that nothing is cut."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from larvik_analysis.exhibit.break_even_chart import draw_break_even, draw_break_even_curve
from larvik_analysis.exhibit.cells import number_text
from larvik_analysis.exhibit.chain_waterfall import draw_chain
from larvik_analysis.exhibit.chance_strip import draw_acceptability, draw_chance
from larvik_analysis.exhibit.cumulative_fan import draw_cumulative
from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.internal_frame import JUDGED, PALE_JUDGED
from larvik_analysis.exhibit.returns_flows_chart import draw_flows
from larvik_analysis.exhibit.returns_frame import ends_of, scale_of, ticks_of
from larvik_analysis.exhibit.style import MAIN, PALE, axes_of, our_look
from larvik_analysis.exhibit.tornado_chart import draw_sensitivity, draw_tornado

MILLION = 1e6
NAMES = {
    "society": "Samfunnet",
    "public": "Offentlige budsjetter samlet",
    "municipality": "Kommunens eget budsjett",
}
ACTORS = {
    "kommune": "Larvik kommune",
    "stat": "Staten",
    "deltaker": "Barna og familiene",
    "tax": "Kostnad ved skatt",
}
EFFECTS = {
    "cost": "Lønn og drift av tiltaket",
    "transfer": "Trygd som ikke utbetales",
    "outcome": "Arbeid som blir gjort i stedet for utenforskap",
}
FLOWS = {
    ("cost", "kommune"): -4.0,
    ("transfer", "kommune"): 0.5,
    ("transfer", "stat"): 3.0,
    ("outcome", "stat"): 0.0,
    ("transfer", "deltaker"): -3.5,
    ("outcome", "deltaker"): 12.0,
    ("cost", "tax"): -0.8,
}  # fmt: skip


def flows(change: Callable[[float], float | None] = lambda v: v * MILLION) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"effect": effect, "effect_label": EFFECTS[effect], "actor": actor,
             "actor_label": ACTORS[actor], "estimate": change(value)}
            for (effect, actor), value in FLOWS.items()
        ]
    )  # fmt: skip


def by_reading(*values: float | None, **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"reading": reading, "label": NAMES[reading], "estimate": value} | more
            for reading, value in zip(NAMES, values, strict=False)
        ]
    )


def years(**sums: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"reading": reading, "label": NAMES[reading], "year": year, "estimate": value,
             "low": None if value is None else value - MILLION,
             "high": None if value is None else value + MILLION}
            for reading, values in sums.items()
            for year, value in enumerate(values)
        ]
    )  # fmt: skip


def curve(factor: float = 1.0, **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"reading": reading, "label": NAMES[reading], "x": x, "estimate": factor * a / x}
            | more
            for reading, a in (("society", 1.0), ("municipality", 4.0))
            for x in (0.2, 0.5, 1.0)
        ]
    )


def tornado(
    change: Callable[[float], float | None] = lambda v: v * MILLION,
) -> pd.DataFrame:
    rows = [
        ("wage", "Lønn per årsverk", "620 000 kr", "900 000 kr", 4.0, 1.0),
        ("causal", "Andel av forskjellen som skyldes frafallet", "10 %", "90 %", -3.0, 9.0),
        ("duration", "Varighet", "ett år", "fire år", 2.5, 2.5),
    ]
    return pd.DataFrame(
        [
            {"parameter": name, "label": label, "low_value_text": low_text,
             "high_value_text": high_text, "low": change(low), "high": change(high),
             "base": change(2.5)}
            for name, label, low_text, high_text, low, high in rows
        ]
    )  # fmt: skip


def scenarios(
    change: Callable[[float], float | None] = lambda v: v * MILLION,
) -> pd.DataFrame:
    rows = [
        ("base", "Som beregnet", (2.5, -1.0, 6.0)),
        ("low", "Lav virkning og høy kostnad", (-3.4, -5.0, -1.0)),
        ("high", "Høy virkning", (9.0, 4.0, 15.0)),
    ]
    return pd.DataFrame(
        [
            {"scenario": name, "label": label}
            | dict(zip(("estimate", "low", "high"), map(change, numbers), strict=True))
            for name, label, numbers in rows
        ]
    )


def chain(*left: float | None, unit: str = "z") -> pd.DataFrame:
    labels = ("Virkning slik den er publisert", "Studiens kvalitet", "Overføring til Norge")
    return pd.DataFrame(
        [
            {"step": f"s{place}", "label": labels[place % 3], "estimate": value, "unit": unit}
            for place, value in enumerate(left)
        ]
    )


def acceptability() -> pd.DataFrame:
    table = curve().assign(x=lambda t: t["x"] * 10 * MILLION)
    return table.assign(estimate=[0.1, 0.6, 0.9, 0.0, 0.01, 0.2])


DRAWN: dict[str, Callable[..., Figure]] = {
    "flows": draw_flows,
    "cumulative": draw_cumulative,
    "break_even": draw_break_even,
    "curve": draw_break_even_curve,
    "tornado": draw_tornado,
    "sensitivity": draw_sensitivity,
    "chance": draw_chance,
    "acceptability": draw_acceptability,
    "chain": draw_chain,
}
PLAIN: dict[str, pd.DataFrame] = {
    "flows": flows(),
    "cumulative": years(
        society=[-3 * MILLION, -2 * MILLION, MILLION], municipality=[-3 * MILLION] * 3
    ),
    "break_even": by_reading(2.43, 30.0, 412.0, baseline=47.3),
    "curve": curve(baseline=22.0),
    "tornado": tornado(),
    "sensitivity": scenarios(),
    "chance": by_reading(0.82, 0.41, 0.0),
    "acceptability": acceptability(),
    "chain": chain(-0.38, -0.19, -0.079),
}
MONEY = ("flows", "cumulative", "tornado", "sensitivity")


def scaled(name: str, factor: float) -> pd.DataFrame:
    """The table with all of its amounts times a number."""
    table = PLAIN[name].copy()
    for column in ("estimate", "low", "high", "base"):
        if column in table:
            table[column] = table[column].astype(float) * factor
    return table


def untold(name: str) -> pd.DataFrame:
    """The table with no number at all."""
    table = PLAIN[name].copy()
    for column in ("estimate", "low", "high", "base", "baseline"):
        if column in table:
            table[column] = pd.Series([None] * len(table), dtype=object)
    return table


def texts(figure: Figure) -> list[str]:
    """What is drawn, with plain spaces."""
    return [text.replace("\u00a0", " ") for text, _ in drawn_words(figure).texts]


def words_of(figure: Figure) -> list[Text]:
    """The texts that are seen, but for the mark across the figure."""
    with our_look():
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
    seen = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
    return [t for t in seen if t.get_alpha() is None and t.get_window_extent(renderer).width]


def assert_readable(figure: Figure) -> None:
    """No text is cut, and none lies on another."""
    texts = words_of(figure)
    for text in texts:
        box, edge = text.get_window_extent(), figure.bbox
        assert box.x0 >= edge.x0, text.get_text()
        assert box.y0 >= edge.y0, text.get_text()
        assert box.x1 <= edge.x1, text.get_text()
        assert box.y1 <= edge.y1, text.get_text()
    for one, other in itertools.combinations(texts, 2):
        assert not one.get_window_extent().overlaps(other.get_window_extent()), (
            one.get_text(),
            other.get_text(),
        )


def bars(figure: Figure, **look: Any) -> list[tuple[float, float]]:
    """Where the bars of a look begin and how long they are, from the top."""
    colour = to_rgba(look.pop("face"))
    found = [
        patch
        for patch in axes_of(figure).patches
        if isinstance(patch, Rectangle) and patch.get_facecolor() == colour
        # those of a legend lie above the rows
        and patch.get_y() >= 0
    ]  # fmt: skip
    found.sort(key=lambda patch: patch.get_y())
    return [(patch.get_x(), patch.get_width()) for patch in found]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_all_can_be_read_in_both_languages(name, language):
    assert_readable(DRAWN[name](PLAIN[name], language=language))


@pytest.mark.parametrize("name", MONEY)
@pytest.mark.parametrize("factor", [0.0, 1e6, 1e-9, -1.0, 1e-3])
def test_amounts_of_any_size_and_sign_can_be_read(name, factor):
    assert_readable(DRAWN[name](scaled(name, factor), language="nb"))


@pytest.mark.parametrize("name", DRAWN)
def test_what_cannot_be_worked_out_is_told_in_words(name):
    figure = DRAWN[name](untold(name), language="nb")
    assert_readable(figure)
    # The label that stands before them may break the words.
    assert "kan ikke regnes ut" in " ".join(" ".join(texts(figure)).split())


@pytest.mark.parametrize("name", DRAWN)
def test_one_row_and_no_row_can_be_drawn(name):
    assert_readable(DRAWN[name](PLAIN[name].iloc[:1], language="en"))
    DRAWN[name](PLAIN[name].iloc[:0], language="en")


@pytest.mark.parametrize("name", DRAWN)
def test_an_example_is_marked_and_nothing_else_is(name):
    plain = texts(DRAWN[name](PLAIN[name], language="nb"))
    marked = texts(DRAWN[name](PLAIN[name], language="nb", is_example=True))
    assert "REGNEEKSEMPEL" not in plain
    assert marked.count("REGNEEKSEMPEL") >= 1


def test_the_mark_is_in_the_language_of_the_reader():
    figure = draw_chance(PLAIN["chance"], language="en", is_example=True)
    assert "WORKED EXAMPLE" in texts(figure)


@pytest.mark.parametrize("name", DRAWN)
def test_the_table_is_not_changed(name):
    before = PLAIN[name].copy(deep=True)
    DRAWN[name](PLAIN[name], language="nb")
    pd.testing.assert_frame_equal(PLAIN[name], before)


def numbers_in(said: str) -> set[str]:
    return {found.rstrip(".,") for found in re.findall("\\d[\\d\u202f,.]*", said)}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_number_is_drawn_that_the_table_lacks(name, language):
    """What the gate asks of a figure; the net of an actor has to be a row for that."""
    table = PLAIN[name]
    if name == "flows":
        net = table.groupby("actor", as_index=False).agg(
            estimate=("estimate", "sum"), actor_label=("actor_label", "first")
        )
        table = pd.concat([table, net.assign(effect="net", effect_label="i alt")])
    units = {"break_even": "per_hundred", "curve": "per_hundred", "chance": "chance",
             "acceptability": "chance", "chain": "z"}  # fmt: skip
    allowed = {
        number
        for column in table
        for value in table[column]
        for number in numbers_in(
            str(value)
            if isinstance(value, str) or column == "year"
            else number_text(float(value), units.get(name, "kroner"), language)
        )
    }
    for said, tick in drawn_words(DRAWN[name](table, language=language)).texts:
        for number in numbers_in(said):
            plain = number.replace("\u202f", "") if language == "nb" else number
            plain = plain.replace(",", "." if language == "nb" else "")
            is_tick = tick is not None and math.isclose(float(plain), abs(tick), abs_tol=1e-9)
            assert number in allowed or is_tick, said


def test_losses_lie_to_the_left_and_gains_to_the_right():
    figure = draw_flows(flows(), language="nb")
    lost = bars(figure, face=PALE_JUDGED["worse"])
    assert lost == [(0, -4.0), (0, -3.5), (0, pytest.approx(-0.8))]
    assert bars(figure, face=JUDGED["better"]) == [(0, 0.5), (0, 3.0), (0, 12.0)]
    hatches = {patch.get_hatch() for patch in axes_of(figure).patches if patch.get_width() < 0}
    assert None not in hatches  # told without colour


def test_the_net_of_an_actor_is_marked_and_told_first():
    figure = draw_flows(flows(), language="nb")
    diamonds = [
        line.get_xdata()[0] for line in axes_of(figure).lines if line.get_marker() == "D"
    ]
    assert diamonds == pytest.approx([-3.5, 3.0, 8.5, -0.8])
    said = texts(figure)
    for net in ("\u22123,5 mill. kr", "+3 mill. kr", "+8,5 mill. kr"):
        assert net in said


def test_a_net_that_is_given_is_not_added_up():
    net = flows().iloc[:1].assign(effect="net", estimate=-7e6)
    said = texts(draw_flows(pd.concat([flows(), net]), language="nb"))
    assert "\u22127 mill. kr" in said
    assert "\u22123,5 mill. kr" in said  # the transfer of those concerned, not the net


def test_an_effect_of_nought_is_left_out_and_an_unknown_one_is_not():
    assert "Arbeid" not in " ".join(texts(draw_flows(flows().iloc[2:4], language="nb")))
    table = flows().iloc[2:4].assign(estimate=[3e6, None])
    said = texts(draw_flows(table, language="nb"))
    assert said[: len(said)].count("kan ikke regnes ut") >= 2  # the effect, and so the net
    assert any(text.startswith("Arbeid") for text in said)


def test_a_reason_of_the_table_stands_in_the_place_of_its_number():
    table = by_reading(None, reason="worth_nothing")
    assert "gir ingen gevinst her" in texts(draw_break_even(table, language="nb"))
    unknown = by_reading(None, reason="a phrase in English")
    assert "kan ikke regnes ut" in texts(draw_break_even(unknown, language="nb"))


@pytest.mark.parametrize(
    ("sums", "year"),
    [
        ([-3.0, -1.0, 0.5, 2.0], 2),
        ([-3.0, 1.0, -0.5, 2.0], 3),  # it has to stay there
        ([-3.0, 0.0, 0.0, 0.0], 1),
    ],
)
def test_the_year_it_is_earned_back_is_marked(sums, year):
    figure = draw_cumulative(years(society=[v * MILLION for v in sums]), language="nb")
    [mark] = [line for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (year, sums[year])
    assert f"\u25c6 tjent inn i år {year} i snitt" in texts(figure)


@pytest.mark.parametrize(
    ("sums", "words"),
    [([-1.0, -2.0], "ikke tjent inn"), ([0.0, 2.0], "tjent inn fra start"),
     ([2.0, -1.0], "ikke tjent inn")],
)  # fmt: skip
def test_what_is_never_or_always_earned_back_is_said(sums, words):
    figure = draw_cumulative(years(society=[v * MILLION for v in sums]), language="nb")
    assert words in texts(figure)
    assert not [line for line in figure.axes[0].lines if line.get_marker() == "D"]


def test_all_panels_of_years_have_one_scale():
    figure = draw_cumulative(PLAIN["cumulative"], language="nb")
    assert len(figure.axes) == 2
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    low, high = figure.axes[0].get_ylim()
    assert low <= -4
    assert high >= 2


def test_the_order_of_rows_does_not_move_a_year():
    table = PLAIN["cumulative"]
    turned = table.iloc[::-1].sort_values("reading", ascending=False, kind="stable")
    one, other = (draw_cumulative(t, language="nb") for t in (table, turned))
    for first, second in zip(one.axes, other.axes, strict=True):
        for line, again in zip(first.lines, second.lines, strict=True):
            assert list(line.get_ydata()) == list(again.get_ydata())


def covered(figure: Figure, face: str) -> float:
    """How many of the squares of children a look covers; those of the legend are other."""
    heights = Counter(patch.get_height() for patch in axes_of(figure).patches)
    [(side, _)] = heights.most_common(1)
    return sum(
        patch.get_width() / side
        for patch in axes_of(figure).patches
        if patch.get_facecolor() == to_rgba(face) and patch.get_height() == side
    )


@settings(max_examples=8)
@given(st.floats(0.01, 99.9), st.floats(0.01, 99.9))
def test_squares_cover_as_many_children_as_it_takes(needed, baseline):
    figure = draw_break_even(by_reading(needed, baseline=baseline), language="nb")
    assert covered(figure, MAIN) == pytest.approx(min(needed, baseline), abs=1e-6)
    beyond = covered(figure, PALE_JUDGED["worse"])
    assert beyond == pytest.approx(max(needed - baseline, 0.0), abs=1e-6)
    anyway = covered(figure, PALE)
    assert anyway == pytest.approx(max(baseline - needed, 0.0), abs=1e-6)
    rest = covered(figure, "white")
    assert rest == pytest.approx(100 - max(needed, baseline), abs=1e-6)


def test_every_look_of_a_square_differs_without_colour():
    figure = draw_break_even(by_reading(2.5, 60.0, baseline=47.3), language="nb")
    looks = {(p.get_facecolor(), p.get_hatch()) for p in axes_of(figure).patches}
    assert {hatch for _, hatch in looks} == {None, "////", "xxxx"}  # dark and white have none
    assert len(looks) == 4


@pytest.mark.parametrize(
    ("needed", "baseline", "count", "words"),
    [
        (2.43, 47.3, "2,4 av hundre", "barn må unngå frafall for at tiltaket skal gå i null."),
        (61.2, 47.3, "61 av hundre", "Tiltaket kan ikke lønne seg gjennom dette alene."),
        (412.0, 47.3, "flere enn hundre", "Tiltaket kan ikke lønne seg"),
        (math.inf, None, "flere enn hundre", "Tiltaket kan ikke lønne seg"),
        (100.5, None, "flere enn hundre", "Tiltaket kan ikke lønne seg"),
        (0.0, 47.3, "ingen av hundre", "må unngå frafall: tiltaket går i null uansett."),
        (-3.0, 47.3, "ingen av hundre", "tiltaket går i null uansett."),
        (0.01, None, "nesten null av hundre", "barn må unngå frafall"),
        (47.3, 47.3, "47 av hundre", "barn må unngå frafall"),
    ],
)
def test_the_break_even_is_told_in_one_line(needed, baseline, count, words):
    table = by_reading(needed, baseline=baseline)
    said = texts(draw_break_even(table, language="nb", outcome="frafall"))
    assert count in said
    assert words in " ".join(" ".join(said).split())
    anyway = "Uten tiltaket: frafall hos 47 av hundre."
    assert (anyway in " ".join(" ".join(said).split())) is (baseline is not None)


def test_without_a_baseline_more_than_a_hundred_are_all_crossed_over():
    figure = draw_break_even(by_reading(412.0), language="nb")
    assert covered(figure, PALE_JUDGED["worse"]) == 100
    assert covered(figure, MAIN) == 0


@pytest.mark.parametrize("draw", [draw_break_even, draw_break_even_curve])
def test_a_baseline_may_stand_in_a_row_of_its_own(draw):
    table = PLAIN["curve"] if draw is draw_break_even_curve else PLAIN["break_even"]
    own = {"reading": "baseline", "label": "uten tiltaket", "estimate": 22.0, "x": 0.2}
    bare = table.drop(columns="baseline")
    first = draw(pd.concat([bare, pd.DataFrame([own])]), language="nb")
    second = draw(bare.assign(baseline=22.0), language="nb")
    assert texts(first) == texts(second)


def lines(figure: Figure) -> list[tuple[list[float], list[float]]]:
    """The points of the lines of the readings; a line across has two and a leader too."""
    return [
        (list(line.get_xdata()), list(line.get_ydata()))
        for line in axes_of(figure).lines
        if len(line.get_xdata()) > 2
    ]


def test_the_curve_goes_through_its_points_and_the_limit_is_the_baseline():
    figure = draw_break_even_curve(PLAIN["curve"], language="nb", axis="Andel")
    society, municipality = lines(figure)
    assert society[0] == pytest.approx([20, 50, 100])  # per cent
    assert society[1] == pytest.approx([5, 2, 1])
    assert municipality[1] == pytest.approx([20, 8, 4])
    limits = [line for line in axes_of(figure).lines if list(line.get_ydata()) == [22, 22]]
    assert len(limits) == 1
    assert axes_of(figure).get_ylim()[1] > 22
    assert "flere enn dem det gjelder: kan ikke lønne seg gjennom dette alene" in texts(figure)


def test_a_line_that_leaves_the_curve_says_so():
    said = " ".join(texts(draw_break_even_curve(curve(1e6), language="nb"))).split()
    assert said.count("\u2191") >= 2
    within = draw_break_even_curve(PLAIN["curve"], language="nb")
    assert "\u2191" not in " ".join(texts(within))
    assert axes_of(within).get_ylim()[1] <= 100


def test_the_order_of_rows_does_not_turn_a_line():
    one, other = (
        draw_break_even_curve(t, language="nb") for t in (PLAIN["curve"], PLAIN["curve"][::-1])
    )
    assert sorted(lines(one)) == sorted(lines(other))


def test_the_widest_bar_is_on_top_and_both_sides_are_drawn():
    figure = draw_tornado(tornado(), language="nb")
    names = [t.get_text() for t in axes_of(figure).texts]
    order = [names.index(name) for name in ("Lønn per årsverk", "Varighet")]
    assert order == sorted(order)
    assert any(name.startswith("Andel") for name in names[: order[0]])
    low, high = (bars(figure, face=face) for face in (PALE, MAIN))
    assert low == [(2.5, -5.5), (2.5, 1.5), (2.5, 0)]  # from the base, in millions
    assert high == [(2.5, 6.5), (2.5, -1.5), (2.5, 0)]


def test_the_value_of_a_parameter_stands_at_its_own_end():
    figure = draw_tornado(tornado(), language="nb")
    ends = {t.get_text(): t for t in axes_of(figure).texts if hasattr(t, "xy")}
    # A higher wage leaves less: its value stands to the left.
    assert ends["900 000 kr"].xy[0] == pytest.approx(1.0)
    assert ends["620 000 kr"].xy[0] == pytest.approx(4.0)
    assert ends["900 000 kr"].get_ha() == "right"
    assert ends["620 000 kr"].get_ha() == "left"
    assert ends["10 %"].xy[0] == pytest.approx(-3.0)
    assert ends["90 %"].xy[0] == pytest.approx(9.0)
    assert "som beregnet: 2,5 mill. kr" in texts(figure)


def test_a_bar_that_lacks_a_number_is_last_and_has_words():
    table = tornado()
    table.loc[1, ["low", "high"]] = None
    figure = draw_tornado(table, language="nb")
    assert len(bars(figure, face=MAIN)) == 2
    drawn = [t.get_text() for t in axes_of(figure).texts]
    assert drawn.index("Varighet") < drawn.index("kan ikke regnes ut")


def test_scenarios_are_dots_beside_the_line_of_the_base():
    figure = draw_sensitivity(scenarios(), language="nb")
    marked = [line for line in axes_of(figure).lines if line.get_marker() in ("o", "D")]
    assert [line.get_xdata()[0] for line in marked] == [2.5, -3.4, 9.0]
    assert [line.get_marker() for line in marked] == ["D", "o", "o"]
    across = [line.get_xdata()[0] for line in axes_of(figure).lines if
              list(line.get_ydata()) == [0, 1]]  # fmt: skip
    assert across == [0, 2.5]
    said = texts(figure)
    assert {"\u2190 lavere", "høyere \u2192", "\u22123,4 mill. kr"} <= set(said)
    assert "\u22125 mill. kr til \u22121 mill. kr" in said


def test_scenarios_may_lack_the_base_and_the_intervals():
    table = scenarios().iloc[1:].drop(columns=["low", "high"])
    said = texts(draw_sensitivity(table, language="nb"))
    assert "\u2190 lavere" not in said
    assert not any(" til " in text for text in said)


def test_the_strip_is_filled_as_far_as_it_pays():
    figure = draw_chance(by_reading(0.82, 0.41, 0.0), language="nb")
    assert bars(figure, face=MAIN) == [(0, 82)]
    assert bars(figure, face=PALE) == [(0, 41), (0, 0)]
    limits = [line for line in axes_of(figure).lines if list(line.get_xdata()) == [75, 75]]
    assert [line.get_linestyle() for line in limits] == ["-", "--"]  # white behind the dashes
    said = texts(figure)
    assert said.count("over grensen") == said.count("82 %")
    assert any("WSIPP" in text and "ikke en lov" in text for text in said)
    assert "75 %" in said


@pytest.mark.parametrize(
    ("chance", "told", "side"),
    [
        (0.75, "75 %", "over grensen"),
        (0.7499, "nesten 75 %", "under grensen"),
        (0.9996, "over 99 %", "over grensen"),
        (1.0, "100 %", "over grensen"),
        (0.004, "under 1 %", "under grensen"),
        (0.0, "0 %", "under grensen"),
    ],
)
def test_rounding_does_not_lift_a_chance_over_the_limit(chance, told, side):
    said = texts(draw_chance(by_reading(chance), language="nb"))
    assert told in said
    assert side in said


@pytest.mark.parametrize("draw", [draw_chance, draw_acceptability])
def test_another_limit_is_a_row_of_its_own(draw):
    table = by_reading(0.82, x=1.0)
    own = {"reading": "decision", "label": "grense", "estimate": 0.9, "x": 1.0}
    figure = draw(pd.concat([table, pd.DataFrame([own])]), language="nb")
    assert "90 %" in texts(figure)
    assert "grense" not in texts(figure)
    drawn = [point for line in axes_of(figure).lines
             for point in (*line.get_xdata(), *line.get_ydata())]  # fmt: skip
    assert 90 in drawn
    assert 75 not in drawn


def test_acceptability_is_a_line_a_reading_in_per_cent():
    society, municipality = lines(draw_acceptability(acceptability(), language="nb"))
    assert society == (pytest.approx([2, 5, 10]), pytest.approx([10, 60, 90]))
    assert municipality[1] == pytest.approx([0, 1, 20])


def test_what_a_step_takes_away_is_hatched_beyond_what_is_left():
    figure = draw_chain(chain(-0.38, -0.19, -0.079), language="nb")
    assert bars(figure, face=MAIN) == [(0, -0.38), (0, -0.19), (0, -0.079)]
    lost = bars(figure, face=PALE_JUDGED["worse"])
    assert lost == [(-0.19, pytest.approx(-0.19)), (-0.079, pytest.approx(-0.111))]
    assert {"\u22120,38", "\u22120,19", "\u22120,08"} <= set(texts(figure))


def test_what_a_step_adds_is_told_from_what_it_takes():
    figure = draw_chain(chain(0.2, 0.3, -0.1), language="nb")
    assert bars(figure, face=MAIN) == [(0, 0.2), (0, 0.2), (0, -0.1)]
    assert bars(figure, face=PALE_JUDGED["better"]) == [(0.2, pytest.approx(0.1))]
    assert bars(figure, face=PALE_JUDGED["worse"]) == [(0, 0.3)]  # all of it, and more
    assert {"står igjen", "trukket fra", "lagt til"} <= set(texts(figure))


def test_a_step_without_a_number_is_passed_over():
    figure = draw_chain(chain(0.4, None, 0.1), language="nb")
    assert bars(figure, face=MAIN) == [(0, 0.4), (0, 0.1)]
    assert bars(figure, face=PALE_JUDGED["worse"]) == [(0.1, pytest.approx(0.3))]


def test_what_is_told_of_a_change_stands_beside_the_number():
    table = chain(0.4, 0.2, unit="share").assign(change=["", "beholder halvparten"])
    said = texts(draw_chain(table, language="nb"))
    assert {"40 %", "20 %", "beholder halvparten"} <= set(said)


@pytest.mark.parametrize(
    ("values", "unit", "name", "factor"),
    [
        ([2e6, -3e4], "nok", "million", 1e-6),
        ([None, -3e10], "nok", "billion", 1e-9),
        ([9_999.0], "nok", "kroner", 1.0),
        ([10_000.0], "nok per year", "thousand", 1e-3),
        ([], "nok", "kroner", 1.0),
        ([0.3], "share", "", 100.0),
        ([4.0], "z", "", 1.0),
    ],
)
def test_the_axis_has_the_unit_that_is_easy_to_read(values, unit, name, factor):
    scale = scale_of(values, unit)
    assert (scale.name, scale.factor) == (name, factor)


def test_the_words_of_an_axis_come_before_its_unit():
    scale = scale_of([2e6])
    assert scale.title("Nåverdi", "nb") == "Nåverdi (mill. kroner)"
    assert scale.title("", "nb") == "Mill. kroner"
    assert scale_of([], "share").title("Andel", "nb") == "Andel"


@given(
    st.lists(st.floats(-1e12, 1e12), max_size=6),
    st.booleans(),
    st.sampled_from(["nok", "share", "z"]),
)
def test_an_axis_holds_its_numbers_and_its_ticks(values, has_nought, unit):
    scale = scale_of(values, unit)
    low, high = ends_of([*values, None, math.nan], scale, has_nought=has_nought)
    assert low < high
    assert all(low <= scale.at(value) <= high for value in values)
    assert not has_nought or low <= 0 <= high
    assert all(low <= tick <= high for tick in ticks_of(low, high))


def test_nought_is_left_out_where_it_would_hide_all_differences():
    far, near = ends_of([1e9, 1.01e9], scale_of([1e9]), has_nought=False), ends_of(
        [2e6, 5e6], scale_of([2e6]), has_nought=False
    )  # fmt: skip
    assert far[0] > 0
    assert near[0] <= 0
