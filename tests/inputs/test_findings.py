"""`findings.yaml`, and what `evaluation.yaml` declares of plans and of who was asked."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.declared import FINDINGS, read_declared
from larvik_analysis.terms.findings import Findings

FILE = """\
document: rapport
results:
  - id: R1
    name: {nb: Et resultat, en: A result}
    text: {nb: Det gikk bra, en: It went well}
    facts: [antall_familier]
    sources: [skjema]
    documents: [rapport]
    against: {nb: Ikke målt, en: Not measured}
challenges:
  - id: U1
    name: {nb: En utfordring, en: A challenge}
    text: {nb: Det var vanskelig, en: It was hard}
    against_facts: [omrade_hjem]
    doubt: contradicts
    answered_by: [A1, L1, S1]
observations:
  - {id: N1, text: {nb: de fleste, en: most}, source: skjema, document: rapport}
recommendations:
  - id: A
    audience: {nb: Ledere, en: Managers}
    theme: {nb: Styring, en: Governance}
    items:
      - {id: A1, name: {nb: Et råd, en: Advice}}
    lists:
      - id: L
        title: {nb: Liste, en: List}
        level: universal
        items:
          - {id: L1, name: {nb: En linje, en: A line}, reading: partly_lost}
checklist:
  id: S
  title: {nb: Sjekkliste, en: Checklist}
  items:
    - {id: S1, name: {nb: Et punkt, en: An item}}
"""


def faults_of(root, folder):
    return list(check_evaluation(folder, root).faults)


def test_no_file_is_no_findings(folder):
    assert read_declared(FINDINGS, folder) == Findings()


def test_a_file_without_faults_is_read(root, folder, write):
    write("prove/findings.yaml", FILE)
    assert faults_of(root, folder) == []
    findings = read_declared(FINDINGS, folder)
    assert findings.challenges[0].answered_by == ("A1", "L1", "S1")
    assert list(findings.items) == ["A1", "L1", "S1"]
    assert findings.items["L1"].reading == "partly_lost"
    assert findings.results[0].doubt == "weakens"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("id: U1", "id: R1", "id_repeated", 11),
        ("{id: S1", "{id: A1", "id_repeated", 35),
        ("[A1, L1, S1]", "[A1, L2, S1]", "item_unknown", 16),
        ("[A1, L1, S1]", "[U1]", "item_unknown", 16),
        ("sources: [skjema]", "sources: [intervju]", "item_unknown", 7),
        ("source: skjema", "source: intervju", "item_unknown", 18),
        ("documents: [rapport]", "documents: [notat]", "item_unknown", 8),
        ("document: rapport\nresults", "document: notat\nresults", "item_unknown", 1),
        ("[antall_familier]", "[ukjent]", "fact_unknown", 6),
        ("[omrade_hjem]", "[omrade_hjemm]", "fact_unknown_near", 14),
        ("doubt: contradicts", "doubt: proves", "value_choice", 15),
    ],
)
def test_every_name_leads_somewhere_and_stands_once(root, folder, write, old, new, code, line):
    assert FILE.count(old) == 1
    write("prove/findings.yaml", FILE.replace(old, new))
    faults = faults_of(root, folder)
    assert (code, line) in [(fault.code, fault.line) for fault in faults]
    assert {fault.file for fault in faults} == {"findings.yaml"}
    if code == "value_choice":
        with pytest.raises(InputError):
            read_declared(FINDINGS, folder)


ASKED = """\
    document: rapport
    purpose: needs
    asked: {nb: foreldre, en: parents}
    facts: {respondents: omrade_hjem%s}
"""
INVITED = "inviterte,rapport,Del,q,q,t,Spurt,Asked,p,g,2025,%s,count,%s,,legible,,\n"


@pytest.mark.parametrize(
    ("invited", "more", "codes"),
    [
        ("8,respondents", ", invited: inviterte", []),
        ("4,respondents", ", invited: inviterte", ["part_above_whole"]),
        ("8,families", ", invited: inviterte", ["part_of_other_unit"]),
        ("8,respondents", ", date: inviterte", ["part_of_other_unit"]),
        ("8,respondents", ", inviteds: inviterte", ["part_unknown_near"]),
        ("8,respondents", ", invited: invitert", ["fact_unknown_near"]),
    ],
)
def test_who_was_asked_and_how_many(root, folder, write, files, invited, more, codes):
    value, unit = invited.split(",")
    evaluation = files["prove/evaluation.yaml"]
    declared = ASKED % more
    write("prove/evaluation.yaml", evaluation.replace("    document: rapport\n", declared))
    write("prove/facts.csv", files["prove/facts.csv"] + INVITED % (value, unit))
    assert [fault.code for fault in faults_of(root, folder)] == codes


def test_a_plan_names_documents_and_parts_of_its_own_measure(root, folder, write, files):
    plan = (
        "    plan:\n      title: {nb: P, en: P}\n      document: plan\n"
        "      tried_title: {nb: T, en: T}\n      tried_document: rapport\n"
        "      components:\n"
        "        - {id: k, name: {nb: K, en: K}, tried_as: [del_en]}\n"
        "        - {id: k, name: {nb: L, en: L}, tried_as: [del_to]}\n"
        "  - id: gront\n    level: universal\n    name: {nb: G, en: G}\n"
        "    description: {nb: G, en: G}\n    sub_measures:\n"
        "      - {id: del_to, name: {nb: D, en: D}, status: planned}\n"
    )
    evaluation = files["prove/evaluation.yaml"]
    write("prove/evaluation.yaml", evaluation.replace("sources:\n", f"{plan}sources:\n"))
    assert [fault.code for fault in faults_of(root, folder)] == [
        "source_document",
        "id_repeated",
        "tried_as_near",
    ]


def test_a_plan_without_components_is_refused(root, folder, write, files):
    plan = (
        "    plan:\n      title: {nb: P, en: P}\n      document: rapport\n"
        "      tried_title: {nb: T, en: T}\n      tried_document: rapport\n"
        "      components: []\n"
    )
    evaluation = files["prove/evaluation.yaml"].replace("sources:\n", f"{plan}sources:\n")
    write("prove/evaluation.yaml", evaluation)
    [fault] = faults_of(root, folder)
    assert (fault.code, fault.column) == ("relation_few", "measures.1.plan.components")
    assert evaluation.splitlines()[fault.line - 1].strip() == "components: []"


def test_findings_say_which_document_they_stand_in(root, folder, write):
    write("prove/findings.yaml", FILE.removeprefix("document: rapport\n"))
    [fault] = faults_of(root, folder)
    assert (fault.file, fault.code, fault.column) == (
        "findings.yaml", "findings_undocumented", "document"
    )  # fmt: skip
    assert "Legg til document" in fault.sentence("nb")
    only_lists = FILE[FILE.index("checklist:") :]
    write("prove/findings.yaml", only_lists)
    assert faults_of(root, folder) == []
