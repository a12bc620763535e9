"""What is known about a place before anything is tried: which facts make which figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """Read from `indicators.yaml`."""
