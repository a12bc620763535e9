"""Finding a project and an evaluation, and reading what is evaluated."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import InputError, ParameterError, UsageError
from larvik_analysis.inputs import evaluation as room
from larvik_analysis.inputs.evaluation import (
    evaluation_names,
    find_evaluation,
    find_root,
    read_evaluation,
)
from larvik_analysis.terms.evaluation import Approval, Chapter, Disclosure, Words

PROJECT = Path(__file__).parents[2]


def test_the_root_is_found_from_any_folder_below_it(root):
    deep = root / "notebooks" / "utkast"
    deep.mkdir()
    assert find_root(root) == find_root(deep) == root.resolve()


def test_outside_a_project_the_installed_one_is_used(tmp_path):
    assert find_root(tmp_path) == PROJECT


def test_without_any_project_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "__file__", str(tmp_path / "a" / "b" / "c" / "d.py"))
    with pytest.raises(UsageError, match="notebooks") as caught:
        find_root(tmp_path)
    assert caught.value.code == "project_not_found"
    assert str(tmp_path) not in str(caught.value)


def test_an_evaluation_is_found_by_name_and_by_path(root, folder, monkeypatch):
    expected = folder.resolve()
    assert find_evaluation("prove", root) == expected
    assert find_evaluation(folder, root) == expected
    assert find_evaluation(str(folder) + "/", root) == expected
    monkeypatch.chdir(root)
    assert find_evaluation("data/raw/prove", root) == expected
    assert find_evaluation("data\\raw\\prove", root) == expected  # as Windows writes it
    assert evaluation_names(root) == ["prove"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "evaluation_name"),
        ("  ", "evaluation_name"),
        (".", "evaluation_name"),
        ("..", "evaluation_name"),
        ("../prove", "evaluation_name"),
        ("prove/../../..", "evaluation_name"),
        ("..\\prove", "evaluation_name"),
        (".git", "evaluation_name"),
        ("C:", "evaluation_name"),
        ("/", "evaluation_name"),
        ("prove\0", "evaluation_name"),
        ("reference", "evaluation_reserved"),
        ("Reference", "evaluation_reserved"),
        ("processed", "evaluation_reserved"),
        ("data/raw/reference", "evaluation_reserved"),
        ("provee", "evaluation_unknown_near"),
        ("xyz", "evaluation_unknown"),
        ("Mor slår", "evaluation_unknown"),
        ("x" * 5000, "evaluation_unknown"),
        ("data/raw/provee", "evaluation_unknown_near"),
    ],
)
def test_what_is_no_evaluation_is_refused_and_the_known_ones_are_named(root, name, code):
    with pytest.raises(ParameterError) as caught:
        find_evaluation(name, root)
    assert caught.value.code == code
    assert caught.value.exit_code == 2
    for language in ("nb", "en"):
        told = caught.value.message(language)
        assert "prove" in told
        assert "slår" not in told
        assert str(root) not in told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(alphabet="./\\:~ prove\0", max_size=12))
def test_a_name_never_leaves_the_folder_of_evaluations(root, name):
    try:
        found = find_evaluation(name, root)
    except ParameterError:
        return
    alone = not {"/", "\\"} & set(name)
    assert found.is_dir()
    assert not alone or found.parent == (root / "data" / "raw").resolve()


def test_an_evaluation_is_read_into_its_terms(root):
    evaluation = read_evaluation("prove", root=root)
    assert evaluation.title == Words(nb="Prøven", en="The trial")
    assert evaluation.place.code == "0301"
    assert evaluation.analysis_date == datetime.date(2026, 1, 2)
    assert evaluation.disclosure == Disclosure(k=5, n_min=10)
    assert evaluation.measure("rodt").facts == {"families": "antall_familier"}
    assert evaluation.measure("rodt").areas == ("omrade_hjem",)
    assert evaluation.document("rapport").retrieved_on == datetime.date(2025, 1, 1)
    assert evaluation.document("rapport").archive == ""
    by = "daglig leder"
    approval = Approval(owner="Stiftelsen", by=by, date=datetime.date(2025, 12, 31))
    assert evaluation.approved == (approval,)
    assert evaluation.is_draft  # one of two owners
    parameters = {"measure": "rodt", "code": "0301", "count": 3, "share": 0.5, "wide": True}
    assert evaluation.chapters == (Chapter(notebook="02_kapittel", parameters=parameters),)


def test_the_working_folder_tells_which_project(root, monkeypatch):
    monkeypatch.chdir(root / "notebooks")
    assert read_evaluation("prove").seed == 7


def test_faults_of_every_kind_come_at_once_in_the_order_of_the_file(root, write, files):
    text = files["prove/evaluation.yaml"]
    for old, new in (
        ("language: nb", "language: no"),  # a type
        ("seed: 7", "sed: 7"),  # a key
        ("k: 5", "k: 2"),  # a rule
        ("document: rapport", "document: rapporten"),  # a reference
        ("02_kapittel", "../02_kapittel"),  # a file
    ):
        text = text.replace(old, new)
    write("prove/evaluation.yaml", text)
    with pytest.raises(InputError) as caught:
        read_evaluation("prove", root=root)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [
        ("value_boolean", 5),
        ("key_unknown_near", 6),
        ("k_below_floor", 11),
        ("source_document_near", 29),
        ("notebook_name", 31),
    ]
    assert str(caught.value).count("\n") == 4


def test_two_measures_may_name_a_part_alike_but_one_may_not(root, write, files):
    text = files["prove/evaluation.yaml"]
    part = "      - {id: del_en, name: {nb: Del, en: Part}, status: introduced}\n"
    measure = text[text.index("  - id: rodt") : text.index("sources:")]
    twice = text.replace("sources:", measure.replace("rodt", "gront") + "sources:")
    write("prove/evaluation.yaml", twice)
    assert len(read_evaluation("prove", root=root).measures) == 2
    write("prove/evaluation.yaml", text.replace(part, part * 2))
    with pytest.raises(InputError) as caught:
        read_evaluation("prove", root=root)
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.values["first"]) == ("id_repeated", 21, "20")


@pytest.mark.parametrize(
    ("first", "last", "in_order"),
    [
        ("2024", "2024", True),
        ("2024-05", "2024", True),  # only what both say is compared
        ("2024", "2024-05-01", True),
        ("2024-05-02", "2024-05-01", False),
        ("2025-01", "2024", False),
    ],
)
def test_a_period_of_any_precision_is_in_order_or_not(
    root, write, files, first, last, in_order
):
    text = files["prove/evaluation.yaml"].replace(
        'first: "2024", last: "2025-06"', f'first: "{first}", last: "{last}"'
    )
    write("prove/evaluation.yaml", text)
    if in_order:
        assert read_evaluation("prove", root=root).period.last == last
    else:
        with pytest.raises(InputError) as caught:
            read_evaluation("prove", root=root)
        assert [fault.code for fault in caught.value.faults] == ["period_order"]


def test_left_out_limits_are_the_usual_ones(root, write, files):
    text = files["prove/evaluation.yaml"].replace("disclosure: {k: 5, n_min: 10}\n", "")
    write("prove/evaluation.yaml", text)
    assert read_evaluation("prove", root=root).disclosure == Disclosure()


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a right to make a link")
def test_a_link_to_an_evaluation_is_followed_to_its_name(root, folder):
    (root / "data" / "raw" / "lenke").symlink_to(folder)
    assert find_evaluation("lenke", root) == folder.resolve()


def test_an_approval_is_of_the_files_and_not_of_what_a_command_makes_of_them(root):
    def owners(settings):
        read = read_evaluation("prove", root=root, settings=settings)
        return [approval.owner for approval in read.approved]

    assert owners({}) == owners({"language": "en"}) == ["Stiftelsen"]
    assert owners({"seed": "8"}) == []
