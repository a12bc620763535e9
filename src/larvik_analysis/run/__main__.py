"""``python -m larvik_analysis.run`` is the command `larvik`."""

from .command_line import main

main()
