"""The committed answers are what the generator makes, fit the facts, and are nobody's."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path

import pandas as pd
import pytest

from larvik_analysis.inputs.microdata import inspect_microdata
from larvik_analysis.synthetic import make_example_facts
from larvik_analysis.synthetic_answers import make_family_answers, make_network_answers
from larvik_analysis.terms.questions import TICKED

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "raw" / "eksempel"
SEED = 20260101  # `seed` of data/raw/eksempel/evaluation.yaml
SEEDS = (SEED, 0, 1, 7, 3909)
EMAIL = re.compile(r"\S+@(\S+)")
MADE = {
    "svar.csv": lambda seed: make_family_answers(make_example_facts(seed), seed),
    "nettverk.csv": make_network_answers,
}


def as_csv(table: pd.DataFrame) -> bytes:
    """The bytes of the file."""
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


@pytest.mark.parametrize("file", MADE)
def test_a_committed_file_is_the_generators_output(file):
    assert (EXAMPLE / file).read_bytes() == as_csv(MADE[file](SEED))


@pytest.mark.parametrize("file", MADE)
def test_a_seed_gives_one_table_and_another_seed_another(file):
    assert as_csv(MADE[file](1)) == as_csv(MADE[file](1)) != as_csv(MADE[file](2))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_files_can_be_read_and_agree_with_their_facts(example, tmp_path, seed):
    facts = make_example_facts(seed).set_index("fact_id")["value"]
    for file, make in MADE.items():
        (tmp_path / file).write_bytes(as_csv(make(seed)))
    declared = [data for data in example.evaluation.microdata if data.file in MADE]
    reading = inspect_microdata(tmp_path, declared, is_synthetic=True, root=ROOT)
    assert reading.faults == ()
    linked = 0
    for data in reading.microdata.values():
        for variable in data.declared.variables.values():
            for answer, fact_id in variable.facts.items():
                assert data.count({variable.id: answer}) == int(facts[fact_id]), fact_id
                linked += 1
    assert linked == 10
    svar = reading.microdata["svar"]
    assert len(svar.table) == int(facts["skjema_familier"])
    # The chart's number cannot be read; the answers hold one that is too small to be shown.
    assert 1 <= svar.count({"hjalp_pa_bolig": TICKED}) <= 4


def test_what_a_form_exports_besides_is_dropped_at_the_door(example):
    declared = example.evaluation.microdata
    reading = inspect_microdata(EXAMPLE, declared, is_synthetic=True, root=ROOT)
    why = {(dropped.file, dropped.why) for dropped in reading.dropped}
    assert why >= {
        ("svar.csv", "undeclared"),
        ("svar.csv", "timestamp"),
        ("svar.csv", "email"),
        ("svar.csv", "free_text"),
        ("nettverk.csv", "undeclared"),
        ("nettverk.csv", "timestamp"),
        ("nettverk.csv", "ip_address"),
        ("nettverk.csv", "free_text"),
    }


def test_the_answers_are_those_of_families_and_of_parents(example):
    svar, nettverk = (example.microdata[name] for name in ("svar", "nettverk"))
    assert (len(svar.table), svar.n_families({})) == (14, 14)
    assert (len(nettverk.table), nettverk.n_families({})) == (80, 68)
    assert svar.count({"trygt_na": "-"}) == 1  # somebody skipped it
    assert nettverk.count({"alene": "-"}) == 0 < nettverk.count({"kjenner": "-"})


@pytest.mark.parametrize("file", MADE)
def test_every_row_is_marked_and_points_at_nobody(file):
    table = pd.read_csv(EXAMPLE / file, dtype=str, keep_default_na=False)
    assert table["Syntetisk"].str.contains("oppdiktet").all()
    text = table.to_csv(index=False)
    assert set(EMAIL.findall(text.replace(",", " "))) <= {"example.org"}
    reserved = ipaddress.ip_network("192.0.2.0/24")
    addresses = table.get("IP-adresse", [])
    assert all(ipaddress.ip_address(address) in reserved for address in addresses)
    remarks = table.iloc[:, -1]
    assert remarks[remarks.ne("")].str.startswith("(Oppdiktet.)").all()
