"""Refuse what must not be committed: private data, microdata, keys, outputs of notebooks.

    python3 tools/check_tree.py [FILE ...]

Without files, all that git tracks is looked at. Only the standard library is used. What
personal data look like is said in one place, `inputs/personal.py`; what stands in a file is
never printed.
"""

import csv
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
PRIVATE = re.compile(r"data/(raw/[^/]+/private|processed)/(?!\.gitkeep$)")
# Formats that survey exports and case systems come in; the fictional evaluation is invented.
EXPORTS = {".sav", ".zsav", ".por", ".dta", ".rds", ".parquet", ".xls", ".xlsx", ".mdb", ".db"}
TABLES = {".csv", ".tsv", ".txt"}
TREES = {".json", ".jsonl", ".ipynb"}
TEXTS = {".md", ".yaml", ".yml"}
LEDGERS = {"ledger.jsonl"}  # released numbers and hashes
PUBLIC = {"facts.csv", "prevention_matrix.csv", "estimand.jsonl", *LEDGERS}
INVENTED = "data/raw/eksempel/"
# Examples of another project (tests/known/exports/README.md), each with its very bytes.
EXAMPLES = "tests/known/exports/"
HASHES = {
    "missing_test.sav": "db6e111ff29e930cd2e62c6dc92cc5fe11df18ce6568e68d0544070a4e2ee12e",
    "ordered_category.sav": "af8b6158739f3db966671c5bc3685d5486764188bafa9e5f659f7b05b644c6a2",
    "sample.sav": "0a1da593dcbb9bbe7f00c081573f23f02d6f74e22995a7878c363324331912ef",
    "sample_missing.sav": "0d37be11c128ed614fa715bd1cf4cd1c3b1883854fa693ae91aa5cd28ef278c4",
    "simple_alltypes.sav": "04731f7a1fcc694b5366f505a6054c0b3315cf59c006af756939fe48a7839eb4",
}
# Columns of these are refused; one alone may stand in a text of ours.
IN_COLUMNS = {"email", "telephone", "ip_address", "timestamp"}
HEADINGS = IN_COLUMNS | {"identity_number"}
FEWEST = 2
HASH = re.compile(r"[0-9a-f]{32,}")


def load_personal():
    """The rules of `inputs/personal.py`, without the package around them."""
    path = ROOT / "src" / "larvik_analysis" / "inputs" / "personal.py"
    spec = importlib.util.spec_from_file_location("personal", str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


personal = load_personal()


def is_example(name: str) -> bool:
    """Whether a file is one of the examples, unchanged."""
    expected = HASHES.get(name[len(EXAMPLES) :]) if name.startswith(EXAMPLES) else None
    file = Path(name)
    is_there = expected is not None and file.is_file()
    return is_there and hashlib.sha256(file.read_bytes()).hexdigest() == expected


def fault_of(name: str) -> str:
    """Why a file must stay out; empty where it may come in."""
    path = PurePosixPath(name)
    if PRIVATE.match(name):
        return "lies where private data lie"
    is_known = name.startswith(INVENTED) or is_example(name)
    if path.suffix.lower() in EXPORTS and not is_known:
        return "is of a format that holds answers; put it in data/raw/EVALUATION/private/"
    if path.suffix.lower() == ".key":
        return "is a key; it lies outside the project"
    if name.startswith("reports/") and path.name != ".gitkeep":
        return "is made by `larvik run`; reports are published, not committed"
    if path.suffix == ".ipynb" and has_outputs(Path(name)):
        return "holds outputs; in JupyterLab: Edit, Clear Outputs of All Cells, save"
    if is_undeclared(path):
        return "may hold answers; put it in data/raw/EVALUATION/private/"
    if found := personal_data_in(Path(name), is_invented=is_invented(name)):
        kinds = ", ".join(kind.replace("_", " ") for kind in sorted(found))
        return f"holds personal data ({kinds}); put it in data/raw/EVALUATION/private/"
    return ""


def is_undeclared(path: PurePosixPath) -> bool:
    """Whether a table lies beside the facts of an evaluation and is not one of its files.

    Whatever else lies there counts as private, as it does in the record of a run.
    """
    is_beside = path.parts[:2] == ("data", "raw") and path.parts[2:3] != ("reference",)
    is_table = path.suffix.lower() in TABLES | TREES and path.name not in PUBLIC
    return is_beside and is_table and not is_invented(str(path))


def is_invented(name: str) -> bool:
    """Whether a file is one that the fictional evaluation declares as its data."""
    if not name.startswith(INVENTED):
        return False
    evaluation = Path(INVENTED) / "evaluation.yaml"
    text = evaluation.read_text(encoding="utf-8") if evaluation.is_file() else ""
    declared = re.findall(r"\b(?:file|families|goals): *[\"']?([^\"',}\n]+)", text)
    return name[len(INVENTED) :] in {file.strip() for file in declared}


def has_outputs(notebook: Path) -> bool:
    """Whether a notebook keeps what its cells showed, or that they were run."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def personal_data_in(path: Path, is_invented: bool = False) -> set:
    """The kinds of personal data a file holds; of invented data, identity numbers alone."""
    suffix = path.suffix.lower()
    if suffix not in TABLES | TREES | TEXTS or path.name in LEDGERS or not path.is_file():
        return set()
    text = text_of(path)
    if suffix in TREES:
        return kinds_of_tree(text)
    rows = rows_of(text) if suffix in TABLES else []
    if not rows or is_invented:
        return kinds_of_texts([cell for row in rows for cell in row] or text.split("\n"))
    width = max(map(len, rows))
    columns = [[row[n] for row in rows[1:] if n < len(row)] for n in range(width)]
    headings = [*rows[0], *[""] * width]
    return kinds_of_texts(rows[0]).union(*map(kinds_of_column, headings, columns))


def text_of(path: Path) -> str:
    """The text of a file, however it was stored."""
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def rows_of(text: str) -> list:
    """The rows of a table; its delimiter is the one that its first row has most of."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    limit = csv.field_size_limit(2**30)
    try:
        return [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if row]
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]
    finally:
        csv.field_size_limit(limit)


def kinds_of_column(heading: str, cells: list) -> set:
    """The kinds of personal data in a column: identity numbers in one cell, others in half."""
    filled = [cell for cell in cells if cell.strip()]
    counts = {}
    for cell in filled:
        kind = personal.kind_of_cell(cell)
        counts[kind] = counts.get(kind, 0) + 1
    most = {k for k in IN_COLUMNS if counts.get(k, 0) >= max(FEWEST, len(filled) / 2)}
    told = {personal.kind_of_heading(heading)} & HEADINGS if filled else set()
    return most | told | kinds_of_texts(filled)


def kinds_of_texts(texts: list) -> set:
    """Whether there is a national identity number in any of these texts."""
    is_found = any(personal.identity_numbers(text) for text in texts if not HASH.search(text))
    return {"identity_number"} if is_found else set()


def kinds_of_tree(text: str) -> set:
    """The kinds of personal data in JSON: in its values, and in lists that are tables."""
    try:
        trees = [json.loads(text)]
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        try:
            trees = [[json.loads(line) for line in lines]]
        except ValueError:
            return kinds_of_texts(lines)
    found = set()
    waiting = trees
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node
            found |= kinds_of_records([item for item in node if isinstance(item, dict)])
        elif not isinstance(node, (bool, float)):
            found |= kinds_of_texts([str(node)])
    return found


def kinds_of_records(records: list) -> set:
    """The kinds of personal data in a list of records, read as a table."""
    headings = {name for record in records for name in record}
    columns = {
        name: [str(record.get(name, "")) for record in records] for name in sorted(headings)
    }
    found = set()
    for name, cells in columns.items():
        found |= kinds_of_column(name, cells) if len(records) >= FEWEST else set()
    return found


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
