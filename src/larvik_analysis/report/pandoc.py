"""Call the pandoc program of the `pypandoc-binary` wheel."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from larvik_analysis.report.pandoc_ast import Node


def seconds_since_1970(date: datetime.date) -> int:
    """Midnight UTC of a date, for the time stamps in the files."""
    midnight = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    return int(midnight.timestamp())


def run_pandoc(
    document: Node,
    target: str,
    folder: Path,
    *,
    date: datetime.date,
    options: Sequence[str] = (),
) -> bytes:
    """A pandoc document in another format, through the filter of the package.

    Parameters
    ----------
    document : Node
        The whole document.
    target : str
        Name of pandoc's output format.
    folder : Path
        Where the pictures lie; also pandoc's own folder, so that templates and
        settings in the user's home have no say.
    date : datetime.date
        Stands in the file for the time it was made.
    options : sequence of str
        More options of the program.

    Raises
    ------
    RuntimeError
        If pandoc fails or warns; its message is in the text.
    """
    import pypandoc  # slow to import, and only needed here

    neutral = {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    neutral["SOURCE_DATE_EPOCH"] = str(seconds_since_1970(date))
    with resources.as_file(resources.files(__package__) / "filter.lua") as lua:
        command = [pypandoc.get_pandoc_path(), "--from=json", f"--to={target}"]
        command += ["--wrap=none", "--eol=lf", "--fail-if-warnings", f"--data-dir={folder}"]
        command += [f"--lua-filter={lua}", *options]
        done = subprocess.run(
            command,
            input=json.dumps(document).encode("ascii"),
            capture_output=True,
            cwd=folder,
            env={**os.environ, **neutral},
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"pandoc: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
