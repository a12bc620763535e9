"""Write `docs/known_answers.md`: every outside answer, and the test that it is held to.

    python tools/known_answers.py
    python tools/known_answers.py --print

The first writes, the second prints instead. Reads the files of `tests/known` that hold
cases. A test module is held to a file that it names.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ROOT / "tests" / "known"
PAGE = ROOT / "docs" / "known_answers.md"
HEAD = """# Known answers

Every statistic is held to an answer that somebody else worked out. This page is written by
`python tools/known_answers.py` from the files in `tests/known`, where each case stands with
its input, its answer, and the call that gave it. A case passes where the difference is at
most the tolerance times the answer (or one, if the answer is smaller than one); a tolerance
of nought asks for the very answer.

Where programs differ, the docstring of the function names the convention it follows. A few
numbers of the answers are not met on purpose; they are marked and listed with the reason
below their table, and every other number of the case is held to its tolerance.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Write docs/known_answers.md.")
    parser.add_argument("--print", action="store_true", help="print the page, write nothing")
    if parser.parse_args().print:
        print(page(), end="")
        return
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written")


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    n_cases, n_files = 0, 0
    for path in sorted(KNOWN.glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        cases = known.get("cases")
        if not isinstance(cases, list):
            continue
        n_cases, n_files = n_cases + len(cases), n_files + 1
        parts.append("\n".join(_section(path, known["source"], cases)))
    parts.insert(1, f"{n_cases} cases in {n_files} files.\n")
    return "\n".join(parts)


def tests_of(path: Path) -> list[str]:
    """The test modules that name a file of answers."""
    name = re.compile(rf"[\"'/]{re.escape(path.stem)}(?:\.json)?[\"']")
    modules = sorted((ROOT / "tests").rglob("*.py"))
    return [
        module.relative_to(ROOT).as_posix()
        for module in modules
        if name.search(module.read_text(encoding="utf-8"))
    ]


def _section(path: Path, source: Any, cases: list[dict[str, Any]]) -> Iterator[str]:
    title = source["title"] if isinstance(source, dict) else source
    yield f"## {path.stem.replace('_', ' ').capitalize()}\n"
    yield f"{title}. `{path.relative_to(ROOT).as_posix()}`, held to by "
    yield f"{', '.join(f'`{test}`' for test in tests_of(path)) or 'no test'}.\n"
    yield "| case | statistic | from | tolerance |"
    yield "|---|---|---|---|"
    for case in cases:
        tolerance = f"{case['tolerance']:g}" + (" (see below)" if "differs" in case else "")
        cells = (f"`{case['id']}`", case["statistic"], _reference(case), tolerance)
        yield f"| {' | '.join(_plain(cell) for cell in cells)} |"
    yield from _differing(cases)
    yield ""


def _differing(cases: list[dict[str, Any]]) -> Iterator[str]:
    """What is not met on purpose, and why; keys with the same reason together."""
    for case in cases:
        keys_by_reason: dict[str, list[str]] = {}
        for key, reason in case.get("differs", {}).items():
            keys_by_reason.setdefault(reason, []).append(f"`{key}`")
        for reason, keys in keys_by_reason.items():
            yield f"\nNot met on purpose, {', '.join(keys)} of `{case['id']}`: {_plain(reason)}"


def _reference(case: dict[str, Any]) -> str:
    reference = case.get("reference", "")
    if not isinstance(reference, dict):
        return str(reference)
    call = str(reference.get("call", ""))
    return ": ".join(filter(None, (str(reference.get("package", "")), call and f"`{call}`")))


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    main()
