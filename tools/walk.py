"""Walk from the README to a Word report of one's own, and write down what it took.

    python tools/walk.py

Clones the project into a temporary folder, does there what a new user does (make the report,
correct a fact, replace a paragraph, put in a Word template of one's own, make mistakes), and
writes `docs/walk.md` with the time of each command, every message met on the way, and pages
rendered from the files. Needs LibreOffice, `pdftoppm`, and the packages ``python-docx`` and
``pillow``.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "walk.md"
IMAGES = ROOT / "docs" / "images"
EVALUATION = "larvik-fagerli"
DOTS_PER_INCH = 55


@dataclass
class Walk:
    """The clone that is walked in, and what was written down so far."""

    clone: Path
    lines: list[str] = field(default_factory=list)
    n_steps: int = 0
    seconds: float = 0.0

    @property
    def source(self) -> Path:
        return self.clone / "data" / "raw" / EVALUATION

    @property
    def report(self) -> Path:
        return self.clone / "reports" / EVALUATION

    def step(self, what: str) -> None:
        self.n_steps += 1
        self.lines += ["", f"{self.n_steps}. {what}"]

    def run(self, command: str, *, shows: bool = True) -> None:
        """Run a command as the README says it, with its time and what it printed."""
        started = time.perf_counter()
        done = subprocess.run(
            command.split(),
            cwd=self.clone,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        seconds = time.perf_counter() - started
        self.seconds += seconds
        ended = "" if done.returncode == 0 else f", avslutter med {done.returncode}"
        self.lines += ["", f"   `{command}` ({seconds:.0f} sekunder{ended})"]
        if shows:
            said = [f"   {line}".rstrip() for line in told(done.stdout, self.clone)]
            self.lines += ["", "   ```text", *said, "   ```"]

    def picture(self, name: str, document: Path, page: int, description: str) -> None:
        """One page of a Word file, as LibreOffice lays it out."""
        with tempfile.TemporaryDirectory() as folder:
            profile = f"-env:UserInstallation=file://{folder}/profile"
            subprocess.run(
                ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder,
                 str(document)],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stem = Path(folder) / document.stem
            subprocess.run(
                ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l",
                 str(page), "-singlefile", f"{stem}.pdf", str(stem)],
                check=True,
            )  # fmt: skip
            IMAGES.mkdir(exist_ok=True)
            framed(Image.open(f"{stem}.png")).save(IMAGES / f"walk-{name}.png", optimize=True)
        self.lines += ["", f"   ![{description}](images/walk-{name}.png)"]


def environment() -> dict[str, str]:
    """The environment without the traces of ours, so that the clone sets up its own."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in ours}


def framed(picture: Image.Image) -> Image.Image:
    """A page with a thin line around it, in few colours."""
    page = picture.convert("RGB")
    ImageDraw.Draw(page).rectangle((0, 0, page.width - 1, page.height - 1), outline="#9aa5ab")
    return page.quantize(64)


def told(output: str, clone: Path) -> list[str]:
    """What a command printed, without the folder it ran in and the chatter of the set-up."""
    lines = output.replace(f"{clone}/", "").replace(str(clone), ".").splitlines()
    chatter = re.compile(
        r"^( \+ | - |Resolved |Prepared |Installed |Using |Built |Bytecode |WARNING|make: |\s*$"
        # What was to do before the walk began.
        r"| – (facts\.csv, linje (225|4[56]\d)|evaluation\.yaml),)"
    )
    return [line for line in lines if not chatter.match(line)]


def replaced(path: Path, old: str, new: str) -> None:
    """One text of a file in the place of another; it stops where that is not there."""
    text = path.read_text("utf-8")
    if text.count(old) != 1:
        sys.exit(f"{path.name}: {text.count(old)} times what the walk wants to change")
    path.write_text(text.replace(old, new), "utf-8")


def own_template(path: Path) -> None:
    """A Word template as an organisation has it: a logo, a colour, a typeface."""
    document = Document()
    for name, size in (("Title", 26), ("Heading 1", 18), ("Heading 2", 13)):
        style = document.styles[name]
        style.font.name, style.font.size = "Georgia", Pt(size)
        style.font.color.rgb = RGBColor.from_string("7A1F5C")
    document.styles["Normal"].font.name = "Georgia"
    logo = Image.new("RGB", (420, 90), "white")
    drawing = ImageDraw.Draw(logo)
    drawing.ellipse((5, 5, 85, 85), fill="#7a1f5c")
    drawing.rectangle((110, 30, 410, 60), fill="#7a1f5c")
    stored = io.BytesIO()
    logo.save(stored, "PNG")
    stored.seek(0)
    header = document.sections[0].header.paragraphs[0]
    header.add_run().add_picture(stored, width=Mm(32))
    document.save(str(path))


def changed_line(path: Path, fact_id: str, change: Callable[[str], str]) -> None:
    """One row of the register, changed."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for place, line in enumerate(lines):
        if line.startswith(f"{fact_id},"):
            lines[place] = change(line)
    path.write_text("".join(lines), "utf-8")


def walk(clone: Path) -> Walk:
    """The whole walk."""
    made = Walk(clone)
    facts, text = made.source / "facts.csv", made.source / "tekst.md"
    made.step("Hent prosjektet, stå i mappen, og lag rapporten. Alt som trengs, hentes nå.")
    made.run("make report")
    made.step("Åpne `report.docx`.")
    made.picture("first", made.report / "report.docx", 1, "Første side av rapporten")
    made.step(
        "Rett et faktum: åpne `facts.csv`, finn `red_team_staffing_actual`, skriv 180 i "
        "stedet for 140, lagre."
    )
    changed_line(facts, "red_team_staffing_actual", lambda line: line.replace(",140,", ",180,"))
    made.run("make report")
    made.step("Bytt ut et avsnitt: åpne `tekst.md`, skriv ditt eget under overskriften, lagre.")
    before = re.search(r"# Utprøving rødt tiltak\n\n(.*?)\n\n", text.read_text("utf-8"), re.S)
    mine = "Teamet fulgte {{fact:red_families|word}} familier, hjemme og på skolen."
    replaced(text, before[1] if before else "", mine)
    made.run("make report")
    made.step("Legg organisasjonens Word-mal i mappen og kall den `mal.docx`.")
    own_template(made.source / "mal.docx")
    made.run("make report")
    made.picture("template", made.report / "report.docx", 1, "Samme rapport i egen mal")
    made.lines += ["", "Det tok", "", "## Feil på veien"]
    made.step("Et felt som ikke finnes, og en overskrift som rapporten ikke har.")
    replaced(
        text,
        mine,
        mine.replace("red_families", "red_familys") + "\n\n# Utprøvning gult\n\nHei.",
    )
    made.run("make check")
    replaced(text, "red_familys", "red_families")
    replaced(text, "\n\n# Utprøvning gult\n\nHei.", "")
    made.step("Et tall som er skrevet rett inn i teksten.")
    replaced(text, mine, f"{mine} Det var 22 barn.")
    made.run("make report")
    replaced(text, f"{mine} Det var 22 barn.", mine)
    made.step("En mal som ikke er en Word-fil.")
    (made.source / "mal.docx").write_bytes(b"%PDF-1.7")
    made.run("make report")
    (made.source / "mal.docx").unlink()
    made.step("Teksten skrevet i Word, med et bilde, en kommentar og spor av endringer.")
    word_text(made.source / "tekst.docx")
    text.unlink()
    made.run("make report")
    return made


def word_text(path: Path) -> None:
    """A text in Word as it comes from a colleague: picture, comment and tracked change."""
    document = Document()
    document.add_heading("Bakgrunn", 1)
    paragraph = document.add_paragraph("Larvik prøvde ut to tiltak.")
    stored = io.BytesIO()
    Image.new("RGB", (60, 40), "#7a1f5c").save(stored, "PNG")
    stored.seek(0)
    document.add_picture(stored)
    document.add_comment(paragraph.runs, text="Stemmer dette?", author="x", initials="x")
    changed = document.add_paragraph("Dette står ").add_run("nytt")._r
    inserted = parse_xml(f'<w:ins {nsdecls("w")} w:id="9" w:author="x"/>')
    changed.addprevious(inserted)
    inserted.append(changed)
    document.save(str(path))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "larvik"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        shutil.rmtree(IMAGES, ignore_errors=True)
        made = walk(clone)
    n_before = next(i for i, line in enumerate(made.lines) if line == "Det tok")
    steps = sum(bool(re.match(r"\d+\. ", line)) for line in made.lines[:n_before])
    waited = [int(s) for s in re.findall(r"\((\d+) sekunder", "\n".join(made.lines[:n_before]))]
    minutes = f"{sum(waited) / 60:.1f}".replace(".", ",")
    made.lines[n_before] = (
        f"Fra prosjektet var hentet til egen rapport i egen mal: **{steps} steg**, "
        f"**{minutes} minutter** med venting på to prosessorkjerner, hvorav "
        f"{waited[0]} sekunder den første gangen, med oppsett. Resten er tiden du bruker "
        "på å skrive."
    )
    PAGE.write_text("\n".join([HEAD.strip(), *made.lines, ""]), encoding="utf-8")


HEAD = """
# Fra README til egen Word-rapport

Skrevet av `tools/walk.py`, som gjør stegene i en fersk kopi av prosjektet, tar tiden og tegner
sidene fra filene. Alt nedenfor er det som faktisk skjedde; meldingene er gjengitt hele, uten
det som gjensto fra før.
"""


if __name__ == "__main__":
    main()
