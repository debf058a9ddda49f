"""Customers as keyed hashes: who chatted twice is known, who it was is not."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shlex
import tempfile
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from cscontract.core import user_folders
from cscontract.core.errors import bad
from cscontract.core.files import read_bytes
from cscontract.core.language import Sentence
from cscontract.core.privacy import is_personal

#: bytes of the key
LENGTH = 32


def key_file() -> Path:
    """Where the key is kept: in the user's configuration folder, or in
    CSCONTRACT_CONFIG.
    """
    return user_folders.configuration() / "customers.key"


@cache
def key() -> bytes:
    """The 32-byte key, made at first use and readable by the user alone (mode 0600)."""
    path = key_file()
    try:
        if not path.exists():
            _make(path)
        kept = read_bytes(path, LENGTH + 1)
        mode = path.stat().st_mode & 0o777
    except OSError as error:
        fix = "name a folder that can be written in CSCONTRACT_CONFIG"
        value = error.strerror
        raise bad(str(path), value, "a place for the key of customers", fix) from None
    if len(kept) != LENGTH:
        fix = "delete the file; a new key is made"
        count = f"{len(kept)}" if len(kept) < LENGTH else f"{path.stat().st_size:,}"
        value = Sentence("{count} bytes", count=count)
        raise bad(str(path), value, "a key of 32 bytes", fix)
    if os.name != "nt" and mode & 0o077:
        value = Sentence("others may use it (mode {mode})", mode=f"{mode:04o}")
        sentence = "run {command}, or name another folder in CSCONTRACT_CONFIG"
        fix = Sentence(sentence, command=f"chmod 600 {shlex.quote(str(path))}")
        raise bad(str(path), value, "a key that its user alone can read", fix)
    return kept


def _make(path: Path) -> None:
    """A new key, there whole or not at all.

    Where another process was quicker, its key stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            (os.rename if os.name == "nt" else os.link)(part, path)
    finally:
        Path(part).unlink(missing_ok=True)


@lru_cache(maxsize=200_000)
def pseudonym(name: str) -> str:
    """A customer's keyed hash (HMAC-SHA-256), the same for a name on this machine."""
    return hmac.new(key(), name.encode("utf-8"), hashlib.sha256).hexdigest()[:32]


def hidden(text: str) -> str:
    """The text, or a keyed name in place of one with a number of a person in it."""
    return f"hidden-{pseudonym(text)[:8]}" if is_personal(text) else text
