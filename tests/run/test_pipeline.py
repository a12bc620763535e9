"""What a run is asked: one chapter, other settings, another folder, side by side, all anew."""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from larvik_analysis.errors import ChapterError, ParameterError
from larvik_analysis.run import chapters
from larvik_analysis.run.pipeline import run_evaluation
from larvik_analysis.run.plan import Request, places_of, plan_run

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "02_rodt_tiltak", "03_liten"
SHOWS_ONE = """\
import larvik_analysis as la
la.show(la.exhibit_reach(la.read_study(evaluation), measure))"""


def record_of(folder: Path) -> dict:
    return json.loads((folder / "record.json").read_text(encoding="utf-8"))


def names_in(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "tables").iterdir()}


def test_a_run_writes_every_file_of_a_report(finished):
    folder = finished.report()
    stems = {"rodt-bemanning", "rodt-nytte", "rodt-omrader"}
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "report.docx", "report.pdf", "figurer.docx", "figures", "tables",
        "record.json",
    }  # fmt: skip
    assert {path.name for path in (folder / "figures").iterdir()} == {
        f"{stem}.{kind}" for stem in stems for kind in ("svg", "png")
    }
    assert names_in(folder) == stems | {"rodt-hvem", "rodt-nytte-for-hvem"}
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (folder / "report.docx").read_bytes().startswith(b"PK")


def test_private_results_stay_among_the_data(finished):
    folder = finished.processed()
    assert {path.name for path in folder.iterdir()} >= {
        "chapters", "internal.html", "tables", "run.json",
    }  # fmt: skip
    chapter = folder / "chapters" / FIRST
    assert {path.name for path in chapter.iterdir()} == {
        f"{FIRST}.ipynb", "shown.json", "10.csv", "15.csv", "17.csv", "18.csv", "19.csv",
    }  # fmt: skip
    assert "INTERN" in (folder / "internal.html").read_text(encoding="utf-8")
    with (folder / "tables" / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["fact_id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 467
    assert rows["red_families"]["value"] == "10.0"


def test_only_updates_that_chapter_and_the_report_stays_whole(project, plain_writers):
    project.add_second_chapter()
    assert project.run().ran == [FIRST, SECOND]
    whole = names_in(project.report())
    assert "rodt-igjen" in whole
    stored = project.processed() / "chapters" / FIRST / "shown.json"
    before = stored.read_bytes()
    # both chapters rest on the register, one is asked for
    project.set_fact("red_families", value="12")
    assert project.run(only=SECOND).ran == [SECOND]
    assert stored.read_bytes() == before
    assert names_in(project.report()) == whole - {"rodt-hvem"}  # it no longer holds
    rows = (project.report() / "tables" / "rodt-igjen.csv").read_text(encoding="utf-8")
    assert ",12,12,count," in rows
    # what was left as it was comes with the next whole run
    assert project.run().ran == [FIRST]
    assert names_in(project.report()) == whole
    assert project.run().is_unchanged


def test_only_with_nothing_stored_runs_what_the_report_needs(project, plain_writers):
    project.add_second_chapter()
    assert project.run(only=SECOND).ran == [FIRST, SECOND]


def test_only_in_another_language_runs_all_so_that_the_report_has_one(project, plain_writers):
    project.add_second_chapter()
    project.run()
    assert project.run(only=SECOND, settings={"language": "en"}).ran == [FIRST, SECOND]
    assert "Families" in (project.report() / "tables" / "rodt-hvem.csv").read_text("utf-8")


def test_only_survives_that_the_other_chapter_has_lost_its_cells(project, plain_writers):
    project.add_second_chapter()
    project.run()
    project.write_notebook(FIRST, ["pass"], 'measure = "rodt"')
    assert project.run(only=SECOND).ran == []
    assert "rodt-nytte" in names_in(project.report())


def test_an_unknown_chapter_is_refused_even_when_nothing_has_changed(finished):
    said = finished.larvik("run", "--only", SECOND)
    assert said.code == 2
    assert f"«{SECOND}»" in said.err


def test_a_setting_of_the_evaluation_holds_for_this_run_alone(project, released_files):
    project.run(settings={"language": "en"})
    english = released_files(project.report())
    page = english["report.html"].decode("utf-8")
    assert '<html lang="en' in page
    assert "Eight of ten families" in page
    assert "Åtte av ti" not in page
    assert record_of(project.report())["settings"] == {"language": "en"}
    project.run()
    norwegian = released_files(project.report())
    assert "Åtte av ti familier" in norwegian["report.html"].decode("utf-8")
    assert norwegian.keys() == english.keys()
    assert all(norwegian[name] != english[name] for name in norwegian)
    assert record_of(project.report())["settings"] == {}


def test_the_analysis_date_can_be_set(project, plain_writers):
    project.run(settings={"analysis_date": "2027-01-31"})
    assert record_of(project.report())["analysis_date"] == "2027-01-31"
    assert "31. januar 2027" in (project.report() / "report.html").read_text("utf-8")


DRAWS = """\
import dataclasses
import random
import numpy as np
import larvik_analysis as la
with open(name, "w") as file:
    print(np.random.rand(), random.random(), file=file)
study = la.read_study(evaluation, settings)
la.show(dataclasses.replace(la.exhibit_reach(study, measure), name=name))"""


def test_chapters_draw_from_seeds_of_their_own_that_do_not_change(project, plain_writers):
    for name in ("en", "to"):
        parameters = f'evaluation = ""\nsettings = {{}}\nmeasure = "rodt"\nname = "{name}"'
        project.write_notebook(f"kapittel_{name}", [DRAWS], parameters)
    project.set_chapters({"notebook": "kapittel_en"}, {"notebook": "kapittel_to"})

    def drawn(**more: object) -> list[str]:
        project.run(force=True, **more)
        return [(project.root / "notebooks" / name).read_text() for name in ("en", "to")]

    first = drawn()
    assert first[0] != first[1]
    assert drawn(n_at_once=2) == first
    assert drawn(settings={"seed": "3909"}) == first
    assert drawn(settings={"seed": "1"})[0] != first[0]


def test_a_seed_depends_on_the_parameters_but_not_on_the_place(project):
    request = Request(evaluation="larvik-fagerli", root=project.root)
    (job,) = plan_run(request, places_of(request)).jobs
    moved = job.parameters | {"evaluation": "elsewhere"}
    assert chapters.seed_of(job.notebook, moved, 3909) == job.seed
    assert chapters.seed_of(job.notebook, moved | {"measure": "gront"}, 3909) != job.seed
    assert chapters.seed_of(job.notebook, moved, 3910) != job.seed
    assert 0 <= job.seed < 2**32  # what numpy takes


def test_parameters_of_a_chapter_are_typed_and_recorded(project, plain_writers):
    project.add_second_chapter()
    project.run(settings={"name": "rodt-hvem-to", "03_liten.count": "3", "part": "0,25"})
    assert record_of(project.report())["chapters"] == {
        FIRST: {"measure": "rodt"},
        SECOND: {
            "measure": "rodt", "name": "rodt-hvem-to", "count": 3, "part": 0.25, "wide": False,
        },
    }  # fmt: skip
    assert "rodt-hvem-to" in names_in(project.report())
    assert project.run(settings={"wide": "ja"}).ran == [SECOND]
    assert record_of(project.report())["chapters"][SECOND]["wide"] is True


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("count", "tre", "parameter_type"),
        ("count", "3.5", "parameter_type"),
        ("part", "mye", "parameter_type"),
        ("part", "nan", "parameter_type"),
        ("wide", "kanskje", "parameter_type"),
        ("03_liten.cuont", "3", "setting_unknown"),
        ("02_rodt_tiltak.count", "3", "setting_unknown"),
        ("04_ukjent.count", "3", "setting_unknown"),
        ("evaluation", "eksempel", "setting_unknown"),
        ("settings", "{}", "setting_unknown"),
    ],
)
def test_a_parameter_of_another_type_or_name_is_refused(project, key, value, code):
    project.add_second_chapter()
    with pytest.raises(ParameterError) as refused:
        project.run(settings={key: value})
    assert refused.value.code == code
    assert not project.report().exists()


def test_a_parameter_is_text_as_typed_and_not_guessed(project, plain_writers):
    parameters = 'evaluation = ""\nsettings = {}\nmeasure = "rodt"\ncode = "x"\nwide = True'
    check = "assert (code, wide) == ('0301', False), (code, wide)"
    project.only_chapter(check, SHOWS_ONE, parameters=parameters)
    assert project.run(settings={"code": "0301", "wide": "nei"}).ran == [SECOND]


ODD = """\
import dataclasses
import numpy as np
import larvik_analysis as la
study = la.read_study(evaluation)
shown = la.exhibit_usefulness(study, measure)
la.show(la.exhibit_reach(study, measure), dataclasses.replace(shown, {change}))"""


@pytest.mark.parametrize(
    "change",
    [
        "options={'units': {1, 2}}",
        "options={'units': np.int64(3)}",
        "options={'units': study}",
        "options=[1]",
        "options=3",
        "unit_of_analysis='epler'",
        "data=shown.data.assign(label=[object()] * len(shown.data))",
        "data=None",
        "keys=3",
    ],
)
def test_what_cannot_be_stored_stops_the_chapter_and_is_told(project, plain_writers, change):
    project.only_chapter(ODD.format(change=change))
    said = project.larvik("run")
    assert said.code == 3, said.err
    assert "viste noe i celle 3, talt ovenfra, som ikke kan lagres" in said.err


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("options={'units': 'familier', 'nb': True}", "options_unknown"),
        ("options={}", "options_unknown"),
        ("options={1: 'familier'}", "options_unknown"),
        ("options={'table': 'familier'}", "options_unknown"),
        ("options={'units': None}", "drawn_number"),
        ("options={'units': ['familier']}", "drawn_number"),
        ("options={'units': {'a': 1}}", "drawn_number"),
    ],
)
def test_odd_options_withhold_the_figure_and_no_more(project, plain_writers, change, rule):
    project.only_chapter(ODD.format(change=change))
    verdicts = {verdict.name: verdict.rule for verdict in project.run().verdicts}
    assert verdicts == {"rodt-hvem": "", "rodt-nytte": rule, f"{SECOND}: 0": ""}


def test_another_folder_gets_the_same_report(copied, released_files, tmp_path):
    asked = tmp_path / "deep" / "down" / "rapport"
    outcome = copied.run(output=asked)
    assert outcome.folder == asked
    assert outcome.ran == []
    assert released_files(asked) == released_files(copied.report())


def test_force_runs_what_has_not_changed(copied, plain_writers):
    assert copied.run().is_unchanged
    assert copied.run(force=True).ran == [FIRST]


def test_as_many_chapters_as_asked_run_side_by_side(project, plain_writers, tmp_path):
    # each chapter waits until it has seen the other start
    meet = textwrap.dedent(f"""\
        import time
        from pathlib import Path
        folder = Path({str(tmp_path)!r})
        (folder / me).touch()
        until = time.monotonic() + 20
        while not (folder / other).exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        import dataclasses
        import larvik_analysis as la
        study = la.read_study(evaluation)
        la.show(dataclasses.replace(la.exhibit_reach(study, measure), name=me))""")
    for me, other in (("en", "to"), ("to", "en")):
        parameters = f'evaluation = ""\nmeasure = "rodt"\nme = "{me}"\nother = "{other}"'
        project.write_notebook(f"kapittel_{me}", [meet], parameters)
    project.set_chapters({"notebook": "kapittel_en"}, {"notebook": "kapittel_to"})
    done = []
    request = Request(evaluation="larvik-fagerli", root=project.root, n_at_once=2)
    run_evaluation(request, lambda chapter, seconds: done.append((chapter, seconds > 0)))
    assert sorted(done) == [("kapittel_en", True), ("kapittel_to", True)]
    # the order of the report is the order of the evaluation, whoever is done first
    assert list(record_of(project.report())["facts_behind"]) == ["en", "to"]


def test_chapters_that_finished_are_kept_when_another_stops(project, plain_writers):
    project.add_second_chapter()
    project.write_notebook(SECOND, ["raise ValueError"], "")
    with pytest.raises(ChapterError):
        project.run()
    project.add_second_chapter()
    assert project.run().ran == [SECOND]


@pytest.mark.skipif(sys.platform != "linux", reason="signals")
def test_a_killed_chapter_ends_with_3_and_leaves_the_report(copied, released_files):
    before = released_files(copied.report())
    copied.only_chapter("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    said = copied.larvik("run")
    assert said.code == 3
    assert "«03_liten» ble avbrutt" in said.err
    assert "was ended" in copied.larvik("run", "--language", "en").err
    assert released_files(copied.report()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_two_runs_at_once_and_a_killed_one_that_blocks_nobody(project, plain_writers, tmp_path):
    mark = tmp_path / "started"
    waits = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    project.only_chapter(waits)
    command = [sys.executable, "-m", "larvik_analysis.run", "run"]
    runner = subprocess.Popen(command, cwd=project.root, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()):
        assert time.monotonic() < until
        time.sleep(0.05)
    chapter = int(mark.read_text())
    assert _state(chapter) not in "ZX"
    # the second run is refused, in both languages; looking is no run
    said = project.larvik("run")
    assert said.code == 6
    assert "En annen kjøring arbeider med «larvik-fagerli»" in said.err
    assert "Another run" in project.larvik("run", "--language", "en").err
    assert project.larvik("check").code == 0
    assert project.larvik("run", "eksempel").code == 0
    # its runner killed, the chapter dies as well, and the lock is free
    runner.send_signal(signal.SIGKILL)
    runner.wait(10)
    while _state(chapter) not in "ZX":
        assert time.monotonic() < until
        time.sleep(0.05)
    project.only_chapter(SHOWS_ONE)
    assert project.run().ran == [SECOND]


def _state(process: int) -> str:
    """The system's letter for what a process does; X for one that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


THREADS = """\
import os
import numpy as np
import larvik_analysis as la
a = np.ones((400, 400)) @ np.ones((400, 400))
n_threads = len(os.listdir("/proc/self/task"))
names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
print(n_threads, [os.environ[name] for name in names], file=open("threads.txt", "w"))
la.show(la.exhibit_reach(la.read_study(evaluation), measure))"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_linear_algebra_uses_one_thread_in_a_chapter(project):
    project.only_chapter(THREADS)
    ended = subprocess.run(
        [sys.executable, "-m", "larvik_analysis.run", "run"],
        cwd=project.root,
        env=os.environ | {"OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "4"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = (project.root / "notebooks" / "threads.txt").read_text()
    assert told == "1 ['1', '1', '1']\n"


def test_the_threads_of_the_caller_are_put_back(project, plain_writers, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    project.run()
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


def test_a_job_can_be_sent_to_a_spawned_process(project, plain_writers, monkeypatch):
    # how Windows and macOS start a chapter
    request = Request(evaluation="larvik-fagerli", root=project.root)
    (job,) = plan_run(request, places_of(request)).jobs
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301  just made
    monkeypatch.setattr(chapters, "_start_method", lambda: "spawn")
    assert project.run().ran == [FIRST]
    assert "rodt-nytte" in names_in(project.report())


@pytest.mark.slow
def test_an_evaluation_can_lie_outside_the_project(project, plain_writers, tmp_path):
    elsewhere = tmp_path / "andre steder" / "fjernt"
    elsewhere.parent.mkdir()
    project.source("eksempel").rename(elsewhere)
    for name in ("ledger.jsonl", "estimand.jsonl"):  # remember the reports of `eksempel`
        (elsewhere / name).unlink()
    said = project.larvik("run", str(elsewhere))
    assert said.code == 0, said.err
    assert said.out.startswith("Kjører fjernt")
    assert record_of(project.report("fjernt"))["inputs"].keys() >= {
        "fjernt/facts.csv", "reference/rules.yaml",
    }  # fmt: skip
    assert project.larvik("run", str(elsewhere)).code == 0


@pytest.mark.slow
@pytest.mark.parametrize("where", ["et annet/fjernt", "project/data/raw/fjernt"])
def test_the_report_of_another_folder_of_that_name_is_not_replaced(
    project, plain_writers, released_files, tmp_path, where
):
    elsewhere = tmp_path / "andre steder" / "fjernt"
    elsewhere.parent.mkdir()
    project.source("eksempel").rename(elsewhere)
    for name in ("ledger.jsonl", "estimand.jsonl"):  # remember the reports of `eksempel`
        (elsewhere / name).unlink()
    project.run(str(elsewhere))
    before = released_files(project.report("fjernt"))
    other = tmp_path / where
    other.parent.mkdir(exist_ok=True)
    project.source("larvik-fagerli").rename(other)
    said = project.larvik("run", str(other))
    assert said.code == 6
    assert "en annen mappe med samme navn" in said.err
    assert str(tmp_path) not in said.err
    assert released_files(project.report("fjernt")) == before
    # no file says where the folder lies, and a hash of it stays with the private data
    state = json.loads((project.processed("fjernt") / "run.json").read_text(encoding="utf-8"))
    assert re.fullmatch("[0-9a-f]{64}", state["source"])
    record = (project.report("fjernt") / "record.json").read_text(encoding="utf-8")
    assert state["source"] not in record


def test_where_nobody_knows_the_folder_of_a_report_one_outside_does_not_replace_it(
    project, plain_writers, tmp_path
):
    project.run()
    shutil.rmtree(project.processed())
    other = tmp_path / "et annet" / "larvik-fagerli"
    shutil.copytree(project.source(), other)
    assert project.larvik("run", str(other)).code == 6
    assert project.larvik("run").code == 0
    assert project.larvik("run", str(other)).code == 6


def test_a_moved_project_still_knows_its_own_evaluation(project, plain_writers, tmp_path):
    project.run()
    moved = tmp_path / "flyttet"
    project.root.rename(moved)
    assert run_evaluation(Request(evaluation="larvik-fagerli", root=moved, force=True)).ran


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_the_interrupt_key_ends_the_run_and_its_chapter(project, tmp_path):
    mark = tmp_path / "started"
    waits = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    project.only_chapter(waits)
    runner = subprocess.Popen(
        [sys.executable, "-m", "larvik_analysis.run", "run"],
        cwd=project.root,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        # A shell starts what runs in the background with interruptions ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()):
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(runner.pid, signal.SIGINT)  # as the keyboard does: to all of them
    _, err = runner.communicate(timeout=50)
    assert runner.returncode == 130
    assert err.decode("utf-8") == "Avbrutt. Den forrige rapporten er urørt.\n"
    assert _state(int(mark.read_text())) in "ZX"
