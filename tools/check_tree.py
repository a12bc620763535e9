"""Refuse what must not be committed: private data, microdata, outputs of notebooks.

    python3 tools/check_tree.py [FILE ...]

Without files, all that git tracks is looked at. Only the standard library is used.
"""

import json
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

PRIVATE = re.compile(r"data/(raw/[^/]+/private|processed)/(?!\.gitkeep$)")
# Formats that survey exports and case systems come in; the fictional evaluation is invented.
EXPORTS = {".sav", ".zsav", ".por", ".dta", ".rds", ".parquet", ".xls", ".xlsx", ".mdb", ".db"}
INVENTED = "data/raw/eksempel/"


def fault_of(name: str) -> str:
    """Why a file must stay out; empty where it may come in."""
    path = PurePosixPath(name)
    if PRIVATE.match(name):
        return "lies where private data lie"
    if path.suffix.lower() in EXPORTS and name.startswith("data/") and INVENTED not in name:
        return "is of a format that holds answers; put it in data/raw/EVALUATION/private/"
    if name.startswith("reports/") and path.name != ".gitkeep":
        return "is made by `larvik run`; reports are published, not committed"
    if path.suffix == ".ipynb" and has_outputs(Path(name)):
        return "holds outputs; in JupyterLab: Edit, Clear Outputs of All Cells, save"
    return ""


def has_outputs(notebook: Path) -> bool:
    """Whether a notebook keeps what its cells showed, or that they were run."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def main(names: list) -> int:
    """Print what must stay out; 1 where there is any."""
    if not names:
        listed = subprocess.run(["git", "ls-files", "-z"], stdout=subprocess.PIPE, check=True)
        names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    faults = [f"{name}: {fault}" for name in sorted(names) if (fault := fault_of(name))]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
