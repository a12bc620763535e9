"""An evaluation with every file of outcomes and no faults. All of it is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from larvik_analysis.inputs.outcomes.reading import read_outcomes

PRIVACY = """\
personvern:
  controller: Eksempelvik kommune
  processor_agreement: Avtale
  legal_basis: Samtykke
  respondents_were_told: Et brev
  delete_by: 2030-01-01
  dpia: Arkivet
"""
OUTCOMES = """\
outcomes:
  measure: rodt
  start: 2024-01-10
  rated_by: deliverers
  chosen_for_high_risk: true
  scale:
    - {score: 0, name: {nb: Ingen, en: None}}
    - {score: 1, name: {nb: Noe, en: Some}}
    - {score: 2, name: {nb: Mye, en: Much}}
  not_rated: [9, ikke vurdert]
  factors:
    - {id: uro, name: {nb: Uro i hjemmet, en: Unrest at home}}
    - {id: stotte, name: {nb: Støtte, en: Support}, side: protective}
  families: private/familier.csv
  pathways:
    file: private/veier.csv
    levels:
      "0": {nb: Uro, en: Concern}
      "1": {nb: Internt, en: Internal}
      "2": {nb: Flere, en: Several}
      "3": {nb: Komplekst, en: Complex}
    services: {skole: {nb: Skolen, en: School}}
    referrals: {lege: {nb: Fastlegen, en: GP}}
  contacts: {file: private/kontakter.csv, planned_per_family: 30}
  goals: private/maal.csv
  sessions: {file: private/okter.csv, better: lower}
  zones:
    file: soner.csv
    treated: Nordlia
    start: 2024
    co_interventions: {Sørlia: {nb: Annet prosjekt, en: Another project}}
    flagged_years: {"2023": {nb: Pandemi, en: Pandemic}}
"""
ESTIMAND = """\
estimand:
  population: {nb: familiene, en: the families}
  contrast: before_after
  outcome: {nb: endring, en: change}
  factors: [uro, stotte]
  first_wave: 1
  last_wave: 2
  lost: bounds
  fixed_on: 2023-12-01
  registered: Arkivet til stiftelsen
"""
TABLES = {
    "private/familier.csv": """\
familie,barn,bølge,dato,vurderer,rolle,Uro i hjemmet,stotte
F1,B1,1,2024-01-05,R1,laget,2,0
F1,B1,2,2024-09-05,R1,laget,1,9
F1,B2,1,2024-01-05,R1,laget,Mye,1
F1,B2,2,2024-09-05,R1,laget,0,2
F2,,1,05.01.2024,R2,skole,2,ikke vurdert
F2,,2,2024-09-05,R2,skole,,1
F3,B3,1,2024-01-08,R2,,1,1
""",
    "private/veier.csv": """\
familie,nivå,fra,til,tjeneste,henvisning,samtykke,utfall,begrunnelse
F1,0,2024-01-05,2024-02-01,skole,lege,ja,flyttet,
F1,1,2024-02-01,2024-06-01,Skolen,,ja,avsluttet,
F1,3,2024-09-01,,skole,,,,
F2,0,2024-01-05,2024-03-01,,,nei,moved,
F2,3,2024-03-02,2024-08-01,skole,Fastlegen,ja,left,hastet
""",
    "private/kontakter.csv": """\
familie;dato;minutter;måte;kommentar
F1;2024-02-01;45,5;hjemme;lang prat om mye rart
F1;2024-03-01;;telefon;
F2;2024-02-10;0;;
""",
    "private/maal.csv": """\
familie,mål,vekt,skår
F1,Sove bedre,2,+1
F1,Mindre krangling,1,\u22122
F2,Møte opp,,
""",
    "private/okter.csv": """\
sak,fase,økt,skår
F1,A,1,5
F1,A,2,6
F1,tiltak,3,4.5
F1,B,4,3
""",
    "soner.csv": """\
sone,år,verdi,n
Nordlia,2022,4.0,100
Nordlia,2023,4.5,101
Nordlia,2024,3.5,99
Sørlia,2022,4.1,200
Sørlia,2023,4.2,200
Sørlia,2024,4.4,200
Vestlia,2022,1,50
Vestlia,2024,2,50
""",
}


@pytest.fixture
def declared() -> dict[str, str]:
    """The parts of `evaluation.yaml` that are appended to that of the trial."""
    return {"privacy": PRIVACY, "outcomes": OUTCOMES, "estimand": ESTIMAND}


@pytest.fixture
def tables() -> dict[str, str]:
    """The files by name."""
    return dict(TABLES)


@pytest.fixture
def outcome_root(root, files, write, keys, declared, tables):
    """The project; its evaluation `prove` has outcomes and no faults."""
    yaml = files["prove/evaluation.yaml"] + "".join(declared.values())
    write("prove/evaluation.yaml", yaml)
    nine, three = ("ni familier,", "9,count,families"), ("tre familier,", "3,count,families")
    facts = files["prove/facts.csv"]
    for of_trial, of_file in zip(nine, three, strict=True):
        assert of_trial in facts
        facts = facts.replace(of_trial, of_file)
    write("prove/facts.csv", facts)
    for name, text in tables.items():
        write(f"prove/{name}", text)
    return root


@pytest.fixture
def read_with(outcome_root, write) -> Callable:
    """Read all outcomes with another content of one file."""

    def read(name: str = "", text: str | bytes = ""):
        if name:
            write(f"prove/{name}", text)
        return read_outcomes("prove", root=outcome_root)

    return read
