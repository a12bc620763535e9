"""Make the small fonts that report.html carries, and list what the fonts can show.

Run by hand when a font changes (needs the packages ``fonttools`` and ``brotli``):

    python tools/make_fonts.py

The licence reserves the name "Source" for unmodified fonts. A subset is a modified
font, so it gets another name inside.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src" / "larvik_analysis" / "fonts"
NEW_FAMILY = "Rapport Sans"

# Latin-1, Latin Extended-A (Sámi letters), and the signs that reports use.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
SIGNS = [ord(sign) for sign in "ȘșȚț–—‘’‚“”„†•…‰‹›€™−×÷≈≠≤≥±→←↑↓✓\u2009\u202f\u2011\u2010"]
# Name table: family, full name, PostScript name, typographic family.
FAMILY_NAMES = (1, 16)
FULL_NAMES = (4,)
POSTSCRIPT_NAMES = (6,)


def make_subset(style: str) -> None:
    """Write the Latin subset of one style as woff2."""
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = TTFont(FONTS / f"SourceSans3-{style}.ttf", recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=LETTERS + SIGNS)
    chosen.subset(font)
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = NEW_FAMILY
        elif record.nameID in FULL_NAMES:
            record.string = f"{NEW_FAMILY} {style}"
        elif record.nameID in POSTSCRIPT_NAMES:
            record.string = f"{NEW_FAMILY.replace(' ', '')}-{style}"
        elif record.nameID == 3:
            record.string = f"{NEW_FAMILY} {style}, subset"
    subset.save_font(font, str(FONTS / f"rapport-sans-{style.lower()}.woff2"), options)


def write_characters() -> None:
    """List the characters that all styles can show, as ranges in hexadecimal."""
    styles = (TTFont(path).getBestCmap() for path in sorted(FONTS.glob("*.ttf")))
    shared = sorted(set.intersection(*(set(style) for style in styles)))
    ranges: list[list[int]] = []
    for code in shared:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    lines = [f"{first:04X}-{last:04X}\n" for first, last in ranges]
    (FONTS / "characters.txt").write_text("".join(lines), encoding="ascii", newline="\n")


if __name__ == "__main__":
    for name in ("Regular", "Bold"):
        make_subset(name)
    write_characters()
