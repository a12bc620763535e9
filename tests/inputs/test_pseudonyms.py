"""Pseudonyms and the key they are made with; no test writes in anybody's home."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs import pseudonyms
from larvik_analysis.inputs.files import recording_reads
from larvik_analysis.inputs.pseudonyms import pseudonym, read_key
from larvik_analysis.terms.catalogue import LANGUAGES

on_posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


def refused(*arguments, **named):
    with pytest.raises(InputError) as caught:
        read_key(*arguments, **named)
    [fault] = caught.value.faults
    for language in LANGUAGES:
        assert fault.sentence(language)
    return fault


def test_a_key_is_made_once_and_kept(keys, root):
    first = read_key("prove", outside_of=[root])
    assert len(first) == 32
    assert read_key("prove", outside_of=[root]) == first
    assert read_key("annen", outside_of=[root]) != first
    assert sorted(path.name for path in keys.iterdir()) == ["annen.key", "prove.key"]
    assert (keys / "prove.key").read_text("utf-8") == f"{first.hex()}\n"


@on_posix
def test_a_key_is_the_owners_alone(keys, root, monkeypatch):
    monkeypatch.setenv("LARVIK_KEYS", str(keys / "ny" / "mappe"))
    old = os.umask(0)
    try:
        read_key("prove", outside_of=[root])
    finally:
        os.umask(old)
    path = keys / "ny" / "mappe" / "prove.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_chapters_side_by_side_make_one_key(keys, root):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: read_key("prove", outside_of=[root]), range(40)))
    assert len(found) == 1
    assert [path.name for path in keys.iterdir()] == ["prove.key"]


def test_a_disk_without_links_gets_a_key_too(keys, root, monkeypatch):
    def no_links(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    assert read_key("prove", outside_of=[root]) == read_key("prove", outside_of=[root])
    assert [path.name for path in keys.iterdir()] == ["prove.key"]


def test_the_key_lies_with_the_settings_of_the_user(tmp_path, root, monkeypatch):
    monkeypatch.delenv("LARVIK_KEYS", raising=False)
    home = tmp_path / "home"
    place = home / "config" / "larvik_analysis"
    monkeypatch.setattr(pseudonyms.Path, "home", lambda: home)
    monkeypatch.setattr(pseudonyms.platformdirs, "user_config_path", lambda *_, **__: place)
    read_key("prove", outside_of=[root / "data"])
    (place / "prove.key").write_text("x", "utf-8")
    fault = refused("prove", outside_of=[root / "data"])
    assert fault.file == "~/config/larvik_analysis/prove.key"


@pytest.mark.parametrize("inside", [".", "data/keys", "data/raw/prove"])
def test_a_key_never_lies_in_the_project(root, folder, monkeypatch, inside, tmp_path_factory):
    monkeypatch.setenv("LARVIK_KEYS", str(root / inside))
    fault = refused("prove", outside_of=[root, folder])
    assert fault.code == "keyfile_inside"
    assert not list(root.rglob("*.key"))
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(root, target_is_directory=True)
    monkeypatch.setenv("LARVIK_KEYS", str(link))
    assert refused("prove", outside_of=[root, folder]).code == "keyfile_inside"


@on_posix
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644, 0o777])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(keys, root, mode):
    read_key("prove", outside_of=[root])
    (keys / "prove.key").chmod(mode)
    fault = refused("prove", outside_of=[root])
    assert fault.code == "keyfile_open"
    assert "chmod 600 $LARVIK_KEYS/prove.key" in fault.sentence("nb")
    assert str(keys) not in fault.sentence("nb") + fault.place("nb")


@pytest.mark.parametrize(
    "text", ["", "ab", "g" * 64, "ab" * 33, "ab" * 31, "\u00e5" * 64, "\0"]
)
def test_a_damaged_key_is_refused_and_not_told(keys, root, text):
    path = keys / "prove.key"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    fault = refused("prove", outside_of=[root])
    assert fault.code == "keyfile_damaged"
    assert text[:2] not in fault.values.values()


def test_a_folder_that_cannot_be_written_is_told(keys, root, monkeypatch):
    (keys / "fil").write_text("x", "utf-8")
    monkeypatch.setenv("LARVIK_KEYS", str(keys / "fil"))
    assert refused("prove", outside_of=[root]).code == "keyfile_unwritable"


def test_a_folder_in_the_place_of_the_key_is_told(keys, root):
    (keys / "prove.key").mkdir()
    assert refused("prove", outside_of=[root]).code == "file_folder"


def test_nothing_goes_out_of_date_with_a_key(keys, root):
    with recording_reads() as paths:
        read_key("prove", outside_of=[root])
    assert paths == []


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20), st.text(max_size=20))
def test_a_pseudonym_is_the_familys_and_the_keys(key, one, other):
    assert pseudonym(key, one) == pseudonym(key, one)
    assert (pseudonym(key, one) == pseudonym(key, other)) == (one == other)
    assert pseudonym(key, one) != pseudonym(bytes(32), one) or key == bytes(32)


def test_a_pseudonym_by_hand():
    # printf '%s' F1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:00...00 (32 bytes)
    assert pseudonym(bytes(32), "F1") == "5f92c5abae0fcf68"
