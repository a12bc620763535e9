"""Exports of survey programs: whatever they are, they come in as one kind of table."""

from larvik_analysis.inputs.exports.programs import FORMATS
from larvik_analysis.inputs.exports.reading import read_export

__all__ = ["FORMATS", "read_export"]
