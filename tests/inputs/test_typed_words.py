"""Numbers typed into the texts of the YAML files are told with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from larvik_analysis.inputs.typed_words import todos_of_words

ROOT = Path(__file__).parents[2]
FINDINGS = """\
results:
  - id: R1
    name: {nb: Samarbeid, en: Cooperation}
    text: {nb: De ansatte sier det., en: The staff say so.}
    against:
      nb: NB
      en: EN
"""


@pytest.mark.parametrize(
    ("nb", "en", "n_told"),
    [
        ("Kilden sier ikke hvor mange.", "The source does not say how many.", 0),
        ("To fedre sier det selv.", "Two fathers say so.", 2),
        ("Tre av familiene flyttet.", "Some moved.", 1),
        ("Begge barna trives, og én familie flyttet.", "They thrive.", 1),
        ("Det var 7 av dem.", "There were 7 of them.", 2),
        ("Et par familier sluttet.", "A couple of families stopped.", 2),
        ("Tjue barn ble med.", "Twenty children took part.", 2),
        ("To tiltak ble prøvd for familier.", "Two measures were tried for families.", 0),
    ],
)
def test_a_number_in_words_of_the_evaluation(tmp_path, nb, en, n_told):
    text = FINDINGS.replace("NB", nb).replace("EN", en)
    (tmp_path / "findings.yaml").write_text(text, encoding="utf-8")
    told = list(todos_of_words(tmp_path))
    assert len(told) == n_told
    assert all(todo.code == "typed_in_words" and todo.line in (6, 7) for todo in told)
    for todo in told:  # what stands there is not repeated
        assert nb not in todo.sentence("nb")


def test_what_is_shipped_has_none():
    for name in ("larvik-fagerli", "eksempel"):
        assert list(todos_of_words(ROOT / "data" / "raw" / name)) == []
