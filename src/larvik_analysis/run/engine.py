"""A papermill engine that runs the cells in the process it is called in.

The runner gives each chapter a process of its own, so that process is the kernel: no
sockets, no second interpreter, no second import of pandas. Outputs land in the executed
notebook as usual.
"""

from __future__ import annotations

import sys
import tempfile
from typing import Any

# jupyterlab brings rfc3987_syntax along; papermill's import would build its 35 grammars,
# which no notebook schema needs (a third of a start). jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from IPython.utils.capture import capture_output  # noqa: E402
from nbformat.v4 import new_output  # noqa: E402
from papermill.engines import Engine, papermill_engines  # noqa: E402
from traitlets.config import Config  # noqa: E402

from .show import Collected  # noqa: E402


def register_engine(collected: Collected) -> str:
    """Make an engine that tells `collected` which cell is running; returns its name."""

    class InProcessEngine(Engine):  # type: ignore[misc]
        """Runs a notebook's cells one by one in this process."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: object) -> None:  # noqa: ARG003
            with tempfile.TemporaryDirectory() as own_folder:
                _run_cells(nb_man, _make_shell(own_folder), collected)

    papermill_engines.register("larvik", InProcessEngine)
    return "larvik"


class _Shell(InteractiveShell):
    """A shell without windows: ``%matplotlib inline`` asks for none, but it asks."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Nothing: figures are shown in the page."""


def _make_shell(folder: str) -> InteractiveShell:
    """A shell that leaves the user's own folder of IPython alone: no profile, no history."""
    settings = Config({"HistoryManager": {"enabled": False}})
    # The one shell of this process, so that `display` and magics find it.
    return _Shell.instance(config=settings, ipython_dir=folder)


def _run_cells(nb_man: Any, shell: InteractiveShell, collected: Collected) -> None:
    for place, cell in enumerate(nb_man.nb.cells):
        # Cells are counted as in the author's notebook; papermill adds one of its own.
        is_authors = "injected-parameters" not in cell.metadata.get("tags", ())
        collected.place += is_authors
        nb_man.cell_start(cell, place)
        if cell.cell_type == "code":
            collected.cell += is_authors
            cell.outputs = _run(shell, cell.source)
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            nb_man.cell_exception(cell, place)
            return
        nb_man.cell_complete(cell, place)


def _run(shell: InteractiveShell, source: str) -> list[Any]:
    with capture_output() as captured:
        result = shell.run_cell(source, store_history=False)
    outputs = [
        new_output("stream", name=name, text=text)
        for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
        if text
    ]
    outputs += [
        new_output("display_data", data=rich.data, metadata=rich.metadata)
        for rich in captured.outputs
    ]
    error = result.error_in_exec or result.error_before_exec
    if error is not None:
        outputs.append(
            new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[])
        )
    return outputs
