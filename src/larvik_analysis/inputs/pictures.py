"""Pictures without what cameras and programs write into them: names, places, times."""

from __future__ import annotations

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"gAMA", b"cHRM", b"sRGB", b"iCCP",
    b"sBIT", b"bKGD",
}  # fmt: skip
_JPEG = b"\xff\xd8"
_SCAN, _COMMENT = 0xDA, 0xFE
# Of the application segments of a JPEG file, those that say how its colours are meant.
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}


def without_metadata(picture: bytes) -> bytes:
    """The picture as it looks, without texts, places and times; other formats unchanged.

    A file that does not hold to its format is left as it is.

    References
    ----------
    .. [1] PNG (Third Edition), W3C 2025, section 5.3.
    .. [2] ITU-T T.81 (JPEG), annex B.
    """
    if picture.startswith(_PNG):
        return _without_chunks(picture)
    if picture.startswith(_JPEG):
        return _without_segments(picture)
    return picture


def _without_chunks(picture: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while place + 12 <= len(picture):
        end = place + 12 + int.from_bytes(picture[place : place + 4])
        if end > len(picture):
            return picture
        if picture[place + 4 : place + 8] in _PNG_KEPT:
            kept.append(picture[place:end])
        place = end
    return b"".join(kept)


def _without_segments(picture: bytes) -> bytes:
    kept, place = [_JPEG], len(_JPEG)
    while place + 4 <= len(picture) and picture[place] == 0xFF:
        kind = picture[place + 1]
        if kind == _SCAN:  # the picture itself, to the end
            return b"".join([*kept, picture[place:]])
        end = place + 2 + int.from_bytes(picture[place + 2 : place + 4])
        is_spoken = kind == _COMMENT or (0xE0 <= kind <= 0xEF and kind not in _JPEG_KEPT)
        if not is_spoken:
            kept.append(picture[place:end])
        place = end
    return picture
