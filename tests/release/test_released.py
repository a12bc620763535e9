"""Only the gate makes `Released`; what is made or changed behind its back is not released."""

from __future__ import annotations

import copy
import copyreg
import dataclasses
import io
import pickle
import types

import pandas as pd
import pytest

from larvik_analysis.errors import ReleaseError
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.release.released import Released, is_released
from larvik_analysis.report.compose import compose
from larvik_analysis.report.tables import csv_bytes

unpickle = pickle.loads  # of streams that are made here
FIELDS = {field.name: None for field in dataclasses.fields(Released)}


@pytest.fixture
def figure(larvik, exhibits_of) -> Released:
    """A released figure."""
    [passed], _ = release([exhibits_of(larvik)[1]], larvik)
    assert passed is not None
    return passed


def stream_of(*parts: bytes) -> bytes:
    """A hand-made pickle stream that ends with the object on top."""
    return b"\x80\x04" + b"".join(parts) + b"."


def name(module: str, attribute: str) -> bytes:
    """The opcodes that put an object of a module on the stack."""
    words = [b"\x8c" + bytes([len(word)]) + word.encode() for word in (module, attribute)]
    return b"".join(words) + b"\x93"


RELEASED = name("larvik_analysis.release.released", "Released")
EMPTY_STATE = b"}\x8c\x07caption\x8c\x047331sb"  # a dictionary of one, then BUILD
WAYS = {
    "constructor": lambda figure: Released(**FIELDS),
    "constructor without arguments": lambda figure: Released(),  # type: ignore[call-arg]
    "__new__": lambda figure: Released.__new__(Released),
    "type": lambda figure: type(figure)(**dataclasses.asdict(figure)),
    "replace": lambda figure: dataclasses.replace(figure, caption="7331"),
    "replace nothing": lambda figure: dataclasses.replace(figure),
    "__replace__": lambda figure: figure.__replace__(caption="7331"),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy in a list": lambda figure: copy.deepcopy([figure]),
    "__setstate__": lambda figure: figure.__setstate__({"caption": "7331"}),
    "pickle 0": lambda figure: pickle.dumps(figure, 0),
    "pickle 5": lambda figure: pickle.dumps(figure, 5),
    "pickle by Python": lambda figure: pickle._Pickler(io.BytesIO()).dump(figure),
    "unpickle __newobj__": lambda figure: unpickle(stream_of(RELEASED, b")\x81")),
    "unpickle a call": lambda figure: unpickle(stream_of(RELEASED, b")R")),
    "unpickle a state": lambda figure: unpickle(
        stream_of(
            name("builtins", "object.__new__"), RELEASED, b"\x85R", EMPTY_STATE,
        )
    ),
    "__reduce_ex__": lambda figure: figure.__reduce_ex__(2),
    "subclass": lambda figure: type("Mine", (Released,), {}),
    "subclass by new_class": lambda figure: types.new_class("Mine", (Released,)),
    "subclass of two": lambda figure: type("Mine", (str, Released), {}),
}  # fmt: skip
if hasattr(copy, "replace"):  # Python 3.13
    WAYS["copy.replace"] = lambda figure: copy.replace(figure, caption="7331")


@pytest.mark.parametrize("way", WAYS)
def test_it_cannot_be_made_elsewhere(figure, way):
    with pytest.raises(ReleaseError) as fault:
        WAYS[way](figure)
    assert fault.value.code == "released_made_elsewhere"
    assert is_released(figure)


def test_a_subclass_cannot_be_written():
    with pytest.raises(ReleaseError):

        class Mine(Released):
            """Looks like it."""


def forged(figure: Released) -> Released:
    """The same fields in an object that the gate did not make."""
    made: Released = object.__new__(Released)
    for field in FIELDS:
        object.__setattr__(made, field, getattr(figure, field))
    return made


def unpickled(_: Released) -> Released:
    """An object that a pickle stream makes without the class knowing."""
    made: Released = unpickle(stream_of(name("builtins", "object.__new__"), RELEASED, b"\x85R"))
    return made


def disguised(figure: Released) -> Released:
    """An object of another class that calls itself by this one."""
    other = types.SimpleNamespace()
    other.__dict__.update({field: getattr(figure, field) for field in FIELDS})

    class LookAlike:
        pass

    mask = LookAlike()
    mask.__dict__.update(other.__dict__)
    mask.__class__ = Released
    return mask  # type: ignore[return-value]


FORGERIES = {
    "object.__new__": forged,
    "empty": lambda _: object.__new__(Released),
    "copyreg": lambda _: copyreg._reconstructor(Released, object, None),
    "pickle stream": unpickled,
    "__class__": disguised,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_not_released_and_nobody_takes_it(figure, larvik, forgery):
    made = FORGERIES[forgery](figure)
    assert type(made) is Released
    assert not is_released(made)
    with pytest.raises(ReleaseError) as fault:
        draw_released(made, "nb")
    assert fault.value.code == "not_released"
    with pytest.raises(ReleaseError) as fault:
        compose([made], {}, [], larvik)
    assert fault.value.code == "not_released"


def set_field(field: str, value: object):
    """Change one field behind the back of the class."""
    return lambda figure: object.__setattr__(figure, field, value)


def change_cell(figure: Released) -> None:
    figure.data.loc[0, "estimate"] = 7331.0


def change_label(figure: Released) -> None:
    figure.data.loc[0, "label"] = "7331"


def add_row(figure: Released) -> None:
    figure.data.loc[99] = figure.data.loc[0]


def add_column(figure: Released) -> None:
    figure.data["secret"] = "7331"


def rename_column(figure: Released) -> None:
    figure.data.columns = [*figure.data.columns[:-1], "7331"]


def rename_row(figure: Released) -> None:
    figure.data.index = [7331, *figure.data.index[1:]]


def change_option(figure: Released) -> None:
    figure.options["units"] = "7331"  # type: ignore[index]


def write_into_dict(figure: Released) -> None:
    figure.__dict__["caption"] = "7331"


CHANGES = {
    "caption": set_field("caption", "7331"),
    "notes": set_field("notes", ("7331",)),
    "title": set_field("title", "7331"),
    "alternative text": set_field("alternative_text", "7331"),
    "name": set_field("name", "7331"),
    "draw": set_field("draw", "larvik_analysis.exhibit.unit_chart.draw_unit_chart"),
    "mark": set_field("mark", "SYNTETISK"),
    "data": set_field("data", pd.DataFrame({"x": [7331]})),
    "cell": change_cell,
    "label": change_label,
    "row": add_row,
    "column": add_column,
    "name of a column": rename_column,
    "name of a row": rename_row,
    "option": change_option,
    "dictionary": write_into_dict,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_is_no_longer_released(figure, larvik, change):
    assert is_released(figure)
    CHANGES[change](figure)
    assert not is_released(figure)
    with pytest.raises(ReleaseError):
        draw_released(figure, "nb")
    with pytest.raises(ReleaseError):
        compose([figure], {}, [], larvik)


def test_a_field_cannot_be_set(figure):
    with pytest.raises(dataclasses.FrozenInstanceError):
        figure.caption = "7331"


@pytest.mark.parametrize("thing", [None, "text", 7331, object(), Released, {}, pd.DataFrame()])
def test_other_things_are_not_released(thing):
    assert not is_released(thing)


def test_what_the_gate_made_is_released_and_composed(figure, larvik):
    assert is_released(figure)
    assert csv_bytes(figure).startswith(b"part,label,estimate,")
    document = compose([figure], {figure.name: drawn()}, [], larvik)
    assert figure.title in {getattr(block, "title", "") for block in document.body}


def drawn():
    """The files of a figure, invented."""
    from larvik_analysis.report.compose import Drawn

    return Drawn(svg=b"<svg/>", png=b"", width_mm=160.0)


def test_nobody_can_hand_in_a_look_alike(larvik, figure):
    look_alike = types.SimpleNamespace(**{f: getattr(figure, f) for f in FIELDS})
    with pytest.raises(ReleaseError):
        compose([look_alike], {}, [], larvik)  # type: ignore[list-item]
