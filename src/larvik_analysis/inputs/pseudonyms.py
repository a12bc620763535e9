"""Pseudonyms for families, and the key they are made with, which lies outside the project.

No number depends on the key: it says only which rows belong together. A new one is made
where there is none, so it can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import platformdirs

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import read_bytes

KEYS: Final = "LARVIK_KEYS"  # the environment variable that names another folder
FOLDER: Final = "larvik_analysis"
# What is invented needs no secret.
INVENTED_KEY: Final = bytes(32)
_KEY = re.compile(r"[0-9a-f]{64}")
_OWNER_ALONE = 0o600
# 64 bits: of a thousand families, two share a pseudonym by chance once in 10 ** 13 keys.
_N_LETTERS = 16


def pseudonym(key: bytes, family: str) -> str:
    """The name a family goes by behind the door; the same for the same key."""
    return hmac.new(key, family.encode(), hashlib.sha256).hexdigest()[:_N_LETTERS]


def new_key() -> str:
    """A key that nobody can guess, in hexadecimal digits."""
    return secrets.token_hex(32)


def read_key(evaluation: str, *, outside_of: Iterable[Path]) -> bytes:
    """The key of an evaluation, made the first time it is needed.

    Parameters
    ----------
    evaluation : str
        Its name.
    outside_of : iterable of Path
        Folders that the key may not lie in: the project, and that of the evaluation.

    Raises
    ------
    InputError
        If the folder for keys lies in one of these or cannot be written, or if the key is
        damaged or can be read by others.
    """
    folder, told = _folder()
    file = f"{told}/{evaluation}.key"
    resolved = folder.resolve()
    if any(resolved.is_relative_to(other.resolve()) for other in outside_of):
        raise InputError([_fault(file, "keyfile_inside")])
    path = folder / f"{evaluation}.key"
    if not path.exists():
        try:
            _make(path)
        except OSError as error:
            raise InputError([_fault(file, "keyfile_unwritable")]) from error
    # A chapter does not go out of date with its key, so the reading is not remembered.
    content = read_bytes(path, file, is_remembered=False)
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(
            [_fault(file, "keyfile_open", command=f"chmod {_OWNER_ALONE:o} {file}")]
        )
    text = content.decode("ascii", errors="replace").strip()
    if not _KEY.fullmatch(text):
        raise InputError([_fault(file, "keyfile_damaged")])
    return bytes.fromhex(text)


def place_of_key(evaluation: str) -> tuple[Path, str]:
    """Where the key of an evaluation lies, if it has one, and what messages call it."""
    folder, told = _folder()
    return folder / f"{evaluation}.key", f"{told}/{evaluation}.key"


def _folder() -> tuple[Path, str]:
    """The folder for keys, and what messages call it: never a path of the machine."""
    if given := os.environ.get(KEYS):
        return Path(given).expanduser(), f"${KEYS}"
    folder = platformdirs.user_config_path(FOLDER, appauthor=False)
    try:
        return folder, f"~/{folder.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):  # it is somewhere else, or there is no home
        return folder, FOLDER


def _make(path: Path) -> None:
    """Write a new key, for the owner alone, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{new_key()}\n")
        try:
            os.link(name, path)  # chapters side by side make one key
        except FileExistsError:
            pass
        except OSError:  # a disk without links
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _fault(file: str, code: str, **values: str) -> Fault:
    return Fault(file=file, code=code, values={"variable": KEYS, **values})
