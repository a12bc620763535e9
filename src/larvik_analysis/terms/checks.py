"""What is held against what in the sources: relations between facts, and disputed claims."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Read from `checks.yaml`; it holds no expected answers."""
