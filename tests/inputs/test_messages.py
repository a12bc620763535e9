"""Every fault, thing to do and note: where it is told, in both languages, without a leak.

Each case spoils one thing in a project without faults. `SECRET` stands for what somebody
answered; it is written into the place that is spoilt and must never come back.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from larvik_analysis.errors import Remark
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.pseudonyms import read_key
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.ledger import Entry, Ledger
from larvik_analysis.terms.survey_check import CHECKS

SECRET = "Mor Åse slår"
E, F = "prove/evaluation.yaml", "prove/facts.csv"
W, R = "reference/frameworks.yaml", "reference/rules.yaml"
C, BOTH = "prove/checks.yaml", "{nb: Noe, en: Something}"
ROW = "antall_familier,rapport,Del,ni familier,ni familier,t,Familier,Families,p,g,2025,"
SECOND = "omrade_hjem,rapport,Del,fem svar,fem svar,t,Hjem,Home,p,g,2025,"
CELLS = "9,count,families,,legible,,"

Spoil = tuple[str, str] | str | bytes | Callable[[Path], object] | None


# code, file, what to replace by what (or the whole content), line
def _tried_as(name: str) -> tuple[str, str]:
    """Give the measure a plan with a part that was tried as that."""
    part = f"{{id: k, name: {{nb: K, en: K}}, tried_as: [{name}]}}"
    titles = "title: {nb: P, en: P}, tried_title: {nb: T, en: T}"
    plan = f"{{{titles}, document: rapport, tried_document: rapport, components: [{part}]}}"
    return "status: introduced}", f"status: introduced}}\n    plan: {plan}"


CASES: list[tuple[str, str, Spoil, int | None]] = [
    # files
    ("fault.file_missing", F, lambda path: path.unlink(), None),
    ("fault.file_folder", R, lambda path: (path.unlink(), path.mkdir()), None),
    # YAML
    ("fault.yaml_indent", E, ("  - id: skjema", f"\t- id: {SECRET}"), 22),
    ("fault.yaml_indent", E, ("  - id: skjema", f"\u00a0 - id: {SECRET}"), 22),
    ("fault.yaml_character", E, ("Tall", f"{SECRET}\x07"), 2),
    ("fault.yaml_encoding", E, f"# x\ntitle: {SECRET}".encode("cp1252"), 2),
    ("fault.yaml_empty", E, f"# {SECRET}\n", None),
    ("fault.yaml_empty", W, "---\n", None),
    ("fault.yaml_empty", R, "{} # none\n", None),
    ("fault.yaml_top", E, f"{SECRET}\n", None),
    ("fault.yaml_top", E, f"- {SECRET}\n", None),
    ("fault.yaml_documents", E, ("language: nb", f"---\nlanguage: {SECRET}"), 5),
    ("fault.yaml_anchor", E, ('code: "0301", name: E', f"code: &a {SECRET}, name: E"), 3),
    ("fault.yaml_anchor", E, ("zone: Nord", "zone: *a"), 3),
    ("fault.yaml_deep", E, ("seed: 7", "seed: " + "[" * 40 + SECRET + "]" * 40), 6),
    ("fault.yaml_tag", E, ("seed: 7", f"seed: !!python/name:os.system {SECRET}"), 6),
    ("fault.yaml_tag", E, ("[omrade_hjem]", "!a [omrade_hjem]"), 18),
    ("fault.yaml_curly", E, ("en: Figures", f"en: “{SECRET}”"), 2),
    ("fault.yaml_duplicate", E, ("seed: 7", f"seed: 7\nlanguage: {SECRET}"), 7),
    ("fault.yaml_key", E, ("seed: 7", f"seed: 7\n? [{SECRET}]\n: 1"), 7),
    ("fault.yaml_colon", E, ("nb: Et lag, en: A team}", f"nb: a}}\n    x: {SECRET}: b"), 17),
    ("fault.yaml_quote", E, ("language: nb", f"language: '{SECRET}"), 5),
    ("fault.yaml_bracket", E, ("Stiftelsen]", SECRET), 8),
    ("fault.yaml_start", E, ("zone: Nord", f"zone: @{SECRET}"), 3),
    ("fault.yaml_syntax", E, ("language: nb", f'language: "nb" {SECRET}'), 5),
    # keys and values
    ("fault.key_unknown", E, ("seed: 7", f"seed: 7\n{SECRET}: 1"), 7),
    ("fault.key_unknown_near", E, ("seed: 7", "sed: 7"), 6),
    ("fault.key_boolean", E, ("title: {nb: Prøven", f"title: {{no: {SECRET}"), 1),
    ("fault.key_boolean", E, ("{families: antall_familier}", "{yes: antall_familier}"), 17),
    ("fault.key_missing", E, ("seed: 7\n", ""), 1),
    ("fault.value_single", E, ("zone: Nord", f"zone: [{SECRET}]"), 3),
    ("fault.value_parted", E, ("share: 0.5", "share: 0,5"), 32),
    ("fault.value_empty", E, ("language: nb", "language:"), 5),
    ("fault.value_empty", E, ("zone: Nord", 'zone: " "'), 3),
    ("fault.value_empty", E, ("zone: Nord", 'zone: "\\u200d"'), 3),
    ("fault.value_character", E, ("zone: Nord", 'zone: "Åse\\e"'), 3),
    ("fault.value_character", E, ("zone: Nord", 'zone: "Åse\\uFFFF"'), 3),
    ("fault.value_group", E, ("{nb: Tall, en: Figures}", SECRET), 2),
    ("fault.value_list", E, ("[omrade_hjem]", SECRET), 18),
    ("fault.value_mapping", E, ("{families: antall_familier}", SECRET), 17),
    ("fault.value_boolean", E, ("zone: Nord", "zone: No"), 3),
    ("fault.value_boolean", E, ("asked_by: independent", "asked_by: no"), 28),
    ("fault.value_choice", E, ("level: indicated", f"level: {SECRET}"), 14),
    ("fault.value_choice_near", E, ("level: indicated", "level: indikated"), 14),
    ("fault.value_true_false", E, ("seed: 7", f"seed: 7\nsynthetic: {SECRET}"), 7),
    ("fault.value_true_false", E, ("wide: true", "wide: yes"), 32),
    ("fault.value_integer", E, ("seed: 7", f"seed: {SECRET}"), 6),
    ("fault.value_integer", E, ("seed: 7", 'seed: "7"'), 6),
    ("fault.value_decimal", R, ("value: 0.95", f"value: {SECRET}"), 2),
    ("fault.value_decimal", R, ("value: 0.95", "value: .inf"), 2),
    ("fault.value_text", E, ('first: "2024"', "first: 2024"), 4),
    ("fault.value_leading_zero", E, ('"0301", name', "0301, name"), 3),
    ("fault.value_leading_zero", E, ('code: "0301", count', "code: 0301, count"), 32),
    ("fault.value_date", E, ("analysis_date: 2026-01-02", f"analysis_date: {SECRET}"), 7),
    (
        "fault.value_no_such_date",
        E,
        ("analysis_date: 2026-01-02", "analysis_date: 2026-02-30"),
        7,
    ),
    # how evaluation.yaml hangs together
    ("fault.id_repeated", E, ("Stiftelsen]", "Stiftelsen, Stiftelsen]"), 8),
    ("fault.id_form", E, ("{id: del_en", f"{{id: {SECRET}"), 20),
    ("fault.source_measure", E, ("measure: rodt\n", f"measure: {SECRET}\n"), 24),
    ("fault.source_measure_near", E, ("measure: rodt\n", "measure: rod\n"), 24),
    (
        "fault.source_data",
        E,
        ("document: rapport\n", f"document: rapport\n    data: {SECRET}\n"),
        30,
    ),
    ("fault.source_document", E, ("document: rapport", f"document: {SECRET}"), 29),
    ("fault.source_document_near", E, ("document: rapport", "document: raport"), 29),
    (
        "fault.approver_repeated",
        E,
        (
            "date: 2025-12-31}",
            "date: 2025-12-31}\n"
            "  - {owner: Eksempelvik kommune, by: Daglig  leder, date: 2026-01-03}",
        ),
        11,
    ),
    ("fault.tried_as", E, _tried_as(SECRET), 21),
    ("fault.tried_as_near", E, _tried_as("del_enn"), 21),
    ("fault.approved_owner", E, ("{owner: Stiftelsen", f"{{owner: {SECRET}"), 10),
    ("fault.approved_owner_near", E, ("{owner: Stiftelsen", "{owner: stiftelse"), 10),
    ("fault.part_of_other_unit", E, ("{families: antall", "{children: antall"), 17),
    ("fault.part_unknown", E, ("{families: antall", f"{{{SECRET}: antall"), 17),
    ("fault.part_unknown_near", E, ("{families: antall", "{familie: antall"), 17),
    ("fault.date_form", E, ('last: "2025-06"', f"last: {SECRET}"), 4),
    ("fault.date_form", E, ('date: "2025"', 'date: "2025-13"'), 34),
    ("fault.period_order", E, ('last: "2025-06"', "last: 2023-12-31"), 4),
    ("fault.k_below_floor", E, ("k: 5", "k: 2"), 11),
    ("fault.k_above_n_min", E, ("n_min: 10", "n_min: 4"), 11),
    ("fault.limit_whole", E, ("n_min: 10", "n_min: 10, n_min_opinion: -1"), 11),
    ("fault.n_min_opinion_floor", E, ("n_min: 10", "n_min: 10, n_min_opinion: 2"), 11),
    ("fault.notebook_name", E, ("02_kapittel", f"../{SECRET}"), 31),
    ("fault.notebook_name", E, ("02_kapittel", "02_kapittel.ipynb"), 31),
    ("fault.notebook_missing", E, ("02_kapittel", "xyz"), 31),
    ("fault.notebook_missing_near", E, ("02_kapittel", "2_kapitel"), 31),
    ("fault.fact_unknown", E, ("[omrade_hjem]", f"[{SECRET}]"), 18),
    ("fault.fact_unknown_near", E, ("[omrade_hjem]", "[omrde_hjem]"), 18),
    # tables
    ("fault.table_workbook", F, b"PK\x03\x04" + SECRET.encode(), None),
    ("fault.table_workbook", F, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SECRET.encode(), None),
    ("fault.table_empty", F, b"", None),
    ("fault.table_empty", F, b";;;\r\n;;;\r\n", None),
    ("fault.table_nul", F, ("ni familier,ni", f"{SECRET}\0,ni"), 2),
    ("fault.table_broken", F, ("ni familier,ni", f"{SECRET} fÃ¸r,ni"), 2),
    ("fault.table_encoding", F, b"fact_id\nMor \x81 \x9d sl\xe5r", 2),
    ("fault.table_encoding", F, b"fact_id\nSm\x86barn", 2),  # å of MS-DOS
    ("fault.table_encoding", F, b"\xff\xfef", None),
    ("fault.table_no_header", F, f"{SECRET},{SECRET}\n", None),
    ("fault.table_quote", F, (ROW + "9", f'"{SECRET},' + ROW + "9"), 2),
    (
        "fault.table_header_only",
        F,
        lambda path: path.write_bytes(path.read_bytes().split(b"\n")[0]),
        None,
    ),
    ("fault.header_empty", F, ("corrected_quote", ""), 1),
    ("fault.header_unknown", F, ("corrected_quote", f"corrected_quote,{SECRET}"), 1),
    ("fault.header_unknown_near", F, ("corrected_quote", "corected_quote"), 1),
    ("fault.header_repeated", F, ("corrected_quote", "corrected_quote,topic"), 1),
    ("fault.header_missing", F, (",corrected_quote", ""), 1),
    ("fault.row_long", F, ("ni familier,ni", f"{SECRET},{SECRET},ni"), 2),
    ("fault.row_short", F, ("ni familier,ni familier,", f"{SECRET},"), 2),
    # facts
    ("fault.value_character", F, ("ni familier,ni", f"{SECRET}\x1b,ni"), 2),
    ("fault.value_empty", F, (",t,Familier,", ",t,\u200d,"), 2),
    ("fault.fact_id_missing", F, ("\nomrade_hjem", "\n"), 3),
    ("fault.fact_id_form", F, ("\nomrade_hjem", f"\n{SECRET}"), 3),
    ("fault.fact_id_form", F, ("\nomrade_hjem", "\nomrade-hjem"), 3),
    ("fault.fact_id_form", F, ("\nomrade_hjem", "\nclass"), 3),  # no name in a sum
    ("fault.fact_id_repeated", F, ("\nomrade_hjem", "\nantall_familier"), 3),
    ("fault.fact_document", F, ("familier,rapport,", f"familier,{SECRET},"), 2),
    ("fault.fact_document_near", F, ("familier,rapport,", "familier,rapprt,"), 2),
    ("fault.word_missing", F, ("9,count,", "9,,"), 2),
    ("fault.word_unknown", F, ("9,count,", f"9,{SECRET},"), 2),
    ("fault.word_unknown", F, ("families,,legible", f"families,,{SECRET}"), 2),
    ("fault.word_unknown_near", F, ("count,families", "count,famlies"), 2),
    ("fault.approval_without_reason", F, (CELLS, f"9,count,families,,legible,{SECRET},"), 2),
    ("fault.approval_without_owner", F, (CELLS, f"9,count,families,,legible,,{SECRET}"), 2),
    ("fault.value_on_unread", F, (CELLS, f"{SECRET},count,families,,illegible,,"), 2),
    ("fault.value_on_unread", F, (CELLS, "9,count,families,,not_stated,,"), 2),
    ("fault.value_missing", F, (CELLS, ",count,families,,legible,,"), 2),
    ("fault.number_form", F, (ROW + "9", f"{ROW}{SECRET}"), 2),
    ("fault.number_shortened", F, (ROW + "9", f"{ROW}9.1E+09"), 2),
    ("fault.number_two_readings", F, (ROW + "9", f"{ROW}9.999"), 2),
    ("fault.form_date", F, (ROW + "9,count", f"{ROW}{SECRET},date"), 2),
    ("fault.form_month", F, (ROW + "9,count", f"{ROW}mai.24,month"), 2),
    ("fault.form_year", F, (ROW + "9,count", f"{ROW}{SECRET},year"), 2),
    ("fault.form_day_of_year", F, (ROW + "9,count", f"{ROW}{SECRET},day_of_year"), 2),
    ("fault.no_such_date", F, (ROW + "9,count", f"{ROW}2023-02-29,date"), 2),
    ("fault.count_negative", F, (ROW + "9", f"{ROW}-9"), 2),
    ("fault.count_fraction", F, (ROW + "9", f'{ROW}"9,5"'), 2),
    ("fault.percent_below", F, (ROW + "9,count", f"{ROW}-101,percent"), 2),
    # frameworks
    ("fault.item_unknown", W, ("category: a", f"category: {SECRET}"), 8),
    ("fault.item_unknown_near", W, ("{from: a", "{from: A"), 10),
    # what is held against what in the sources
    ("fault.relation_few", C, f"parts:\n  - {{id: a, name: {BOTH}, parts: []}}", 2),
    (
        "fault.relation_lengths",
        C,
        f"mixtures:\n  - id: a\n    name: {BOTH}\n    total: [antall_familier]\n"
        "    majority: []\n    minorities: {b: [antall_familier]}\n",
        4,
    ),
    (
        "fault.relation_passed_on",
        C,
        f"funnels:\n  - id: a\n    stages:\n      - id: b\n        name: {BOTH}\n"
        "        whole: omrade_hjem\n        parts: [omrade_hjem]\n        passed_on: c\n",
        4,
    ),
    (
        "fault.relation_units",
        C,
        f"parts:\n  - id: a\n    name: {BOTH}\n    parts: [omrade_hjem]\n"
        "    whole: antall_familier\n",
        4,
    ),
    (
        "fault.relation_undated",
        C,
        f"dates:\n  - id: a\n    name: {BOTH}\n    date: omrade_hjem\n",
        4,
    ),
    # what is still to do
    ("todo.fact_illegible", F, (CELLS, ",count,families,,illegible,,"), 2),
    ("todo.fact_uncertain", F, (CELLS, f"9,count,families,{SECRET},uncertain,,"), 2),
    ("todo.fact_untraced", F, (",Del,ni familier,", f",Del,,{SECRET}"), 2),
    ("todo.document_without_origin", E, ('url: "x", retrieved_on: 2025-01-01', 'url: ""'), 34),
    ("todo.document_without_address", E, ('url: "x", ', "url: '', "), 34),
    ("todo.document_without_retrieval", E, (", retrieved_on: 2025-01-01", ""), 34),
    ("todo.approval_missing", E, None, 8),
    ("todo.units_unclear", F, ("9,count,families", "9,count,unclear"), 2),
    ("todo.asked_by_not_stated", E, ("asked_by: independent", "asked_by: not_stated"), 22),
    # how the inputs were understood
    ("noted.table_semicolon", F, lambda path: _resave(path, ";"), None),
    ("noted.table_tab", F, lambda path: _resave(path, "\t"), None),
    ("noted.table_windows", F, lambda path: _resave(path, ",", "cp1252"), None),
    ("noted.table_utf16", F, lambda path: _resave(path, ",", "utf-16"), None),
    ("noted.table_short_rows", F, ("legible,,\n", "legible\n"), None),
    ("noted.decimal_comma", F, (ROW + "9,count", f'{ROW}"9,5",percent'), None),
    ("noted.thousands_space", F, (ROW + "9", f"{ROW}9 000"), None),
    ("noted.norwegian_date", F, (ROW + "9,count", f"{ROW}9.5.2024,date"), None),
]
# Lines of `evaluation.yaml` and of the answers, of an evaluation with data of its own.
A, L = "prove/private/svar.csv", "prove/ledger.jsonl"
ANSWER = "\nF2,Litt nyttig,Hjelp med lekser\n"
QUESTION = "- id: nytte\n        column: Hvor nyttig var det?"
FIRST = Entry(number=1, date="2026-01-02", shown={"a": (5, 5)})
SECOND_RELEASE = Entry(number=2, date="2026-01-02", shown={"b": (6, 7)})
OWN_CASES: list[tuple[str, str, Spoil, int | None]] = [
    # own data in evaluation.yaml
    (
        "fault.source_data_near",
        E,
        ("document: rapport\nch", "document: rapport\n    data: skjemaa\nch"),
        30,
    ),
    ("fault.privacy_missing", E, lambda path: _without(path, "personvern:", "microdata:"), 35),
    ("fault.privacy_missing", E, ("personvern:\n", "personvern:\nx:\n"), 43),
    (
        "fault.privacy_assessment",
        E,
        ("dpia: Arkivet", f"dpia: a\n  dpia_not_needed: {SECRET}"),
        42,
    ),
    ("fault.privacy_assessment", E, ("  dpia: Arkivet\n", ""), 36),
    ("fault.data_id_form", E, ("- id: skjema\n    file", f"- id: {SECRET}\n    file"), 43),
    ("fault.data_id_form", E, ("- id: nytte", "- id: Nytte"), 49),
    ("fault.data_id_form", E, ("{id: mye", "{id: mye-nok"), 53),
    (
        "fault.data_id_reserved",
        E,
        ("- id: skjema\n    file", "- id: familier\n    file"),
        43,
    ),
    ("fault.data_outside", E, ("private/svar.csv", f"../{SECRET}"), 44),
    ("fault.data_not_private", E, ("private/svar.csv", f"{SECRET}.csv"), 44),
    ("fault.variable_repeated", E, ("- id: nytte", "- id: hjelp_prat"), 60),
    (
        "fault.questions_none",
        E,
        lambda path: _without(path, "    questions:", "corrections:", "    questions: []\n"),
        48,
    ),
    (
        "fault.answers_few",
        E,
        lambda path: _without(path, "          - {id: lekser", "corrections:"),
        64,
    ),
    ("fault.answers_alike", E, ("nb: Litt nyttig", 'nb: "mye  NYTTIG"'), 54),
    ("fault.answers_crossed", E, ("nb: Litt nyttig", 'nb: "Mye!"'), 54),
    ("fault.answer_divided", E, ("nb: En prat", f'nb: "{SECRET}; ofte"'), 65),
    ("fault.opinion_without_reason", E, ("        reason: Bare om tilbudet\n", ""), 56),
    ("fault.merge_neighbours", E, ("litt+ingen", "mye+ingen"), 58),
    ("fault.merge_neighbours", E, ("litt+ingen", f"litt+{SECRET}"), 58),
    ("fault.merge_neighbours", E, ("litt+ingen", "litt"), 58),
    ("fault.merge_neighbours", E, ("litt+ingen", "ingen+litt"), 58),
    (
        "fault.merge_of_multiple",
        E,
        ("kind: multiple", "kind: multiple\n        merge: [a]"),
        64,
    ),
    ("fault.answer_linked", E, ("facts: {mye:", f"facts: {{{SECRET}:"), 59),
    ("fault.answer_linked_near", E, ("facts: {mye:", "facts: {myee:"), 59),
    ("fault.linked_fact_of_other_unit", E, ("mye: omrade_hjem", "mye: antall_familier"), 59),
    ("fault.linked_fact_of_other_unit", F, ("5,count,resp", "5,percent,resp"), 59),
    ("fault.fact_unknown", E, ("mye: omrade_hjem", f"mye: {SECRET}"), 59),
    ("fault.correction_data", E, ("data: skjema", f"data: {SECRET}"), 69),
    ("fault.correction_data_near", E, ("data: skjema", "data: skjeme"), 69),
    ("fault.correction_release", E, ("supersedes: 0", "supersedes: 7"), 69),
    ("fault.id_repeated", E, ("column: Hva hjalp?", "column: familie"), 61),
    ("fault.id_repeated", E, ("{id: litt", "{id: mye"), 54),
    # own data
    ("todo.data_absent", A, lambda path: path.unlink(), 44),
    ("todo.data_absent_near", A, lambda path: path.rename(path.with_stem("svra")), 44),
    ("fault.data_gone", A, lambda path: _released(path).unlink(), 44),
    ("fault.data_gone_near", A, lambda p: _released(p).rename(p.with_stem("svra")), 44),
    ("fault.table_no_header", A, f"{SECRET},{SECRET}\nF1,Åse\n", 1),
    ("fault.column_repeated", A, ("Hva hjalp?", "Hva hjalp?,Familie"), 1),
    ("fault.column_missing", A, ("Familie,", f"{SECRET},"), 1),
    ("fault.column_missing_near", A, ("Hvor nyttig var det?", "Hvor nyttig var dette?"), 1),
    ("fault.answers_unknown", A, (ANSWER, f"\nF2,{SECRET},{SECRET}\n"), 5),
    ("fault.answers_unknown_near", A, (ANSWER, f"\nF2,Litt nyttig {SECRET},\n"), 5),
    ("fault.answers_personal", A, (ANSWER, "\nF2,Åse@eksempel.no,\n"), 5),
    ("fault.family_missing", A, (ANSWER, "\n,Litt nyttig,\n"), 5),
    (
        "fault.family_repeated",
        E,
        ("unit_of_analysis: respondents", "unit_of_analysis: families"),
        3,
    ),
    # the key of the pseudonyms; `test_pseudonyms.py` has more
    ("fault.keyfile_damaged", A, lambda path: _key().write_text(SECRET, "utf-8"), None),
    ("fault.keyfile_open", A, lambda path: _key().chmod(0o644), None),
    ("fault.keyfile_unwritable", A, lambda path: (_key().unlink(), _folder_in_a_file()), None),
    ("fault.keyfile_inside", A, lambda path: _keys_in(path.parent), None),
    # what earlier releases have shown; `test_ledger.py` has more
    ("fault.ledger_json", L, f"{SECRET}\n", 1),
    ("fault.ledger_keys", L, f'{{"number": "{SECRET}"}}\n', 1),
    ("fault.ledger_number", L, Ledger((SECOND_RELEASE,)).text, 1),
    ("fault.ledger_value", L, Ledger((FIRST,)).text.replace("[5, 5]", f'["{SECRET}"]'), 1),
    ("fault.ledger_chain", L, Ledger((FIRST, SECOND_RELEASE)).text.replace("5", "4"), 2),
    # what is still to do
    ("todo.synthetic_in_private", E, ("language: nb\n", "language: nb\nsynthetic: true\n"), 45),
    ("todo.delete_by_passed", E, ("delete_by: 2030-01-01", "delete_by: 2026-01-01"), 40),
    ("todo.linked_fact_differs", A, (ANSWER, "\nF2,Mye nyttig,\n"), 59),
    # what stayed outside
    ("noted.dropped_name", A, lambda path: _with_column(path, "Navn", SECRET), 1),
    ("noted.dropped_email", A, lambda path: _with_column(path, "x", "Åse@eksempel.no"), 1),
    ("noted.dropped_telephone", A, lambda path: _with_column(path, "x", "Åse: 912 34 567"), 1),
    ("noted.dropped_identity_number", A, lambda path: _with_column(path, "Fnr", SECRET), 1),
    ("noted.dropped_ip_address", A, lambda path: _with_column(path, "x", "Åse 10.1.2.3"), 1),
    ("noted.dropped_timestamp", A, lambda path: _with_column(path, "x", "2025-05-16 14:03"), 1),
    (
        "noted.dropped_free_text",
        A,
        lambda path: _with_column(path, "Mer?", f"{SECRET} " * 9),
        1,
    ),
    ("noted.dropped_identifier", A, lambda path: _with_column(path, "ID", SECRET), 1),
    ("noted.dropped_undeclared", A, lambda path: _with_column(path, SECRET, SECRET), 1),
]
# What is spoilt in one file and told of another.
TOLD_OF = {
    "fault.keyfile_damaged": "$LARVIK_KEYS/prove.key",
    "fault.keyfile_open": "$LARVIK_KEYS/prove.key",
    "fault.keyfile_unwritable": "$LARVIK_KEYS/prove.key",
    "fault.keyfile_inside": "$LARVIK_KEYS/prove.key",
    "fault.family_repeated": "private/svar.csv",
    "fault.linked_fact_of_other_unit": "evaluation.yaml",
    "todo.linked_fact_differs": "evaluation.yaml",
    "todo.data_absent": "evaluation.yaml",
    "todo.data_absent_near": "evaluation.yaml",
    "fault.data_gone": "evaluation.yaml",
    "fault.data_gone_near": "evaluation.yaml",
}
# Cannot be made to happen in every place a test runs; `test_files.py` has them.
ELSEWHERE = {
    "fault.approval_ahead", "fault.ledger_of_other", "fault.file_locked", "fault.file_large",
    "fault.part_above_whole", "fault.relation_unclear", "fault.relation_passed_on",
    "todo.value_not_in_quote", "todo.typed_in_words",
    # Of the figures of what was known: `test_indicators.py` and `test_findings.py`.
    "fault.relation_dated", "fault.relation_not_count", "fault.relation_period",
    "fault.relation_periods", "fault.series_roles", "fault.series_own_line",
    "fault.series_lengths", "fault.findings_undocumented",
    # Of instruments and designs: `test_instrument.py`.
    "fault.answers_of_text", "fault.score_outside", "fault.scores_some", "fault.scores_order",
    "fault.reversed_no_scores", "fault.class_not_numeric", "fault.class_without_ends",
    "fault.class_ends_order", "fault.classes_overlap", "fault.classes_gap",
    "fault.asked_if_form", "fault.asked_if_question", "fault.asked_if_question_near",
    "fault.asked_if_later", "fault.scale_name", "fault.scale_item", "fault.scale_n_least",
    "fault.instrument_id", "fault.instrument_facts", "fault.instrument_shared",
    "fault.instrument_missing", "fault.instrument_missing_near", "fault.instrument_twice",
    "fault.facts_no_instrument", "fault.fact_of_answer", "fault.fact_of_answer_near",
    "fault.wider_missing", "fault.wider_of_census", "fault.design_question",
    "fault.design_question_near", "fault.margin_incomplete", "fault.family_rule_missing",
    "fault.margins_disagree",
    # Of other questions than those of the fixture: `test_survey_checks.py`.
    "fault.numbers_outside", "fault.answers_of_file", "noted.dropped_text",
    "noted.survey_period",
    # Of many rows and texts: `test_table_text.py`, `test_microdata_answers.py`.
    "fault.rows_long", "fault.rows_short", "fault.rows_quote", "fault.rows_decimal_comma",
    "fault.table_cell_long", "fault.other_repeated", "fault.other_numbers",
    "fault.other_most", "fault.answers_among_scores", "noted.answers_compared",
    "fault.answers_of_two",
    # Of coded texts and of drafts: `test_coding.py`, `run/test_instrument.py`.
    "noted.dropped_text_coded", "fault.instrument_nothing", "todo.instrument_placeholder",
    "todo.instrument_protected", "todo.instrument_in_two_places",
    *(f"noted.survey_{code}" for code in CHECKS),
}  # fmt: skip
# Of her text, her Word files and her template: test_own_text, test_word_text, test_template;
# of her exports: inputs/exports; of outcomes and what they are to show: inputs/outcomes.
FILES_OF_HERS = (
    "text_", "word_", "template_", "export_", "outcomes_", "estimand_", "returns_",
)  # fmt: skip
OF_TABLES = ("word_missing", "word_unknown", "word_unknown_near")  # a word of a vocabulary


def _resave(path: Path, delimiter: str, encoding: str = "utf-8") -> None:
    text = path.read_text(encoding="utf-8").replace(",", delimiter).replace("fem", "fråd")
    path.write_bytes(text.encode(encoding))


def _without(path: Path, first: str, last: str, instead: str = "") -> None:
    text = path.read_text(encoding="utf-8")
    cut = text[text.index(first) : text.index(last)]
    path.write_text(text.replace(cut, instead), encoding="utf-8")


def _with_column(path: Path, heading: str, cell: str) -> None:
    first, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{first},{heading}", *(f"{row},{cell}" for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")


def _released(path: Path) -> Path:
    """The answers, of which an earlier report has shown something."""
    entry = replace(FIRST, evaluation="prove", asked={"skjema": "0" * 64})
    path.parents[1].joinpath("ledger.jsonl").write_text(Ledger((entry,)).text, "utf-8")
    return path


def _key() -> Path:
    """The key of the evaluation, made as the first need of it would."""
    read_key("prove", outside_of=[])
    return Path(os.environ["LARVIK_KEYS"]) / "prove.key"


def _folder_in_a_file() -> None:
    folder = Path(os.environ["LARVIK_KEYS"])
    folder.rmdir()
    folder.write_text("", encoding="utf-8")


def _keys_in(folder: Path) -> None:
    os.environ["LARVIK_KEYS"] = str(folder)  # put back by the fixture that set it


def _spoil(root: Path, name: str, spoil: Spoil) -> None:
    path = root / "data" / "raw" / name
    if callable(spoil):
        spoil(path)
    elif isinstance(spoil, tuple):
        old, new = spoil
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"the case replaces {old!r}, which is not in {name}"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
    elif spoil is not None:
        path.write_bytes(spoil.encode("utf-8") if isinstance(spoil, str) else spoil)


def _remarks(root: Path) -> list[Remark]:
    result = check_evaluation(root / "data" / "raw" / "prove", root)
    return [*result.faults, *result.todos, *result.notes, *result.private_notes]


def test_a_project_without_faults_has_none(root):
    result = check_evaluation(root / "data" / "raw" / "prove", root)
    assert result.faults == ()
    assert [todo.code for todo in result.todos] == ["approval_missing"]
    assert result.notes == ()
    assert (result.n_facts, result.n_unclear) == (2, 0)


@pytest.mark.parametrize(
    ("key", "name", "spoil", "line"),
    OWN_CASES,
    ids=[f"{case[0]}-{i}" for i, case in enumerate(OWN_CASES)],
)
def test_spoilt_own_data_are_told_where_and_without_their_content(
    own_root, key, name, spoil, line
):
    test_a_spoilt_input_is_told_where_and_without_its_content(own_root, key, name, spoil, line)


def test_own_data_without_faults_have_none(own_root):
    told = [remark.code for remark in _remarks(own_root)]
    # What there is to look at twice in the answers: `test_survey_checks.py`.
    assert [code for code in told if not code.startswith("survey_")] == ["approval_missing"]


@pytest.mark.parametrize(
    ("key", "name", "spoil", "line"),
    CASES,
    ids=[f"{case[0]}-{i}" for i, case in enumerate(CASES)],
)
def test_a_spoilt_input_is_told_where_and_without_its_content(root, key, name, spoil, line):
    _spoil(root, name, spoil)
    remarks = _remarks(root)
    kind, code = key.split(".")
    found = [remark for remark in remarks if (remark.kind, remark.code) == (kind, code)]
    assert found, f"expected {key}, found {[remark.code for remark in remarks]}"
    assert found[0].line == line
    assert found[0].file == TOLD_OF.get(key, name.removeprefix("prove/"))
    for remark in remarks:
        for language in LANGUAGES:
            told = f"{remark.place(language)}: {remark.sentence(language)}"
            assert not re.search(r"Åse|\d{4}-\d\d|9\.1E|9\.999", told), told
            assert str(root) not in told
            assert not re.search(r"[{}]\w", told), f"a field is not filled: {told}"


@pytest.mark.parametrize("kind", ["fault", "todo", "noted"])
def test_every_text_of_the_catalogue_is_read_here(kind):
    texts = {
        key
        for key in _own_texts("nb")
        if key.startswith(f"{kind}.") and not _is_of_hers(key.partition(".")[2])
    }
    cases = [*CASES, *OWN_CASES]
    assert texts == {case[0] for case in cases if case[0].startswith(kind)} | {
        key for key in ELSEWHERE if key.startswith(kind)
    }


def _is_of_hers(code: str) -> bool:
    return code.startswith(FILES_OF_HERS) and code not in OF_TABLES


def _own_texts(language: str) -> dict[str, str]:
    folder = resources.files("larvik_analysis") / "catalogue"
    content = (folder / f"messages.{language}.toml").read_text(encoding="utf-8")
    return {
        f"{table}.{key}": text
        for table, texts in tomllib.loads(content).items()
        for key, text in texts.items()
    }


def test_both_languages_have_the_same_texts_and_fields():
    fields = {
        language: {
            key: set(re.findall(r"{(\w+)}", text)) for key, text in _own_texts(language).items()
        }
        for language in LANGUAGES
    }
    assert fields["nb"] == fields["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_digit_or_hides_behind_another_catalogue(language):
    everything = read_catalogue(language)
    for key, text in _own_texts(language).items():
        assert not re.search(r"\d", text), key
        assert everything[key] == text, f"{key} stands in two catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_with_a_count_reads_right_where_it_is_one(language):
    # A word behind a number would be in the plural.
    plural = re.compile(r"{(count|n|questions)} (?!av |of |er )[^\W\d_]")
    folder = resources.files("larvik_analysis") / "catalogue"
    for name in ("messages", "coding"):
        content = (folder / f"{name}.{language}.toml").read_text(encoding="utf-8")
        for table in ("fault", "todo", "noted"):
            for key, text in tomllib.loads(content)[table].items():
                assert not plural.search(text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_to_edit_an_export(language):
    edit = re.compile(r"Rett cell|i filen, eller|Slett raden|Correct the cell|in the file, or")
    of_exports = ("answers_", "numbers_", "family_", "survey_", "export_", "column_")
    for key, text in _own_texts(language).items():
        if key.partition(".")[2].startswith(of_exports):
            assert not edit.search(text), key
