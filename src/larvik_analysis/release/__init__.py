"""The disclosure gate: the only maker of `Released`; nothing else may leave.

The room and its one public function have the same name, so the room can be called:
``larvik_analysis.release(shown, study)`` is `release` of `gate`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from larvik_analysis.release.gate import Shown, Verdict
    from larvik_analysis.release.released import Released
    from larvik_analysis.terms.study import Study


class _Room(ModuleType):
    def __call__(
        self, shown: Iterable[Shown], study: Study
    ) -> tuple[list[Released | None], list[Verdict]]:
        from .gate import release

        return release(shown, study)


sys.modules[__name__].__class__ = _Room
