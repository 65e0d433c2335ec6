"""Index files: one header and one data file in a directory, replaced in one step and checked when opened.

`header.json` names the data file and lists every column (type, length, place in the file); it carries a checksum of
itself and one of the data. The data file is mapped, never read whole, except by `verify`.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from onewindow.engines.marks.columns import Columns
from onewindow.engines.marks.types import IndexFileError

FORMAT = 5  # raise it when columns, folding, sounds or feature buckets change their meaning
_KIND = "onewindow marks index"
_ALIGNMENT = 64
_CHUNK = 1 << 24
_MODE = 0o644  # worker processes may run as another user
_SOON_READ = 1 << 26  # a file up to this many bytes is checked whole when opened: it takes a few hundredths of a second


def _checksum(content: dict[str, Any]) -> str:
    plain = {key: value for key, value in content.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _synced(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(directory: Path, columns: Columns) -> None:
    """Write the columns under `directory`. The header is put in place last and at once; a reader that opened the former
    index keeps it, and a crash at any point leaves the former index whole."""
    directory.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=directory, prefix="writing-", suffix=".bin")
    try:
        listed: dict[str, list[Any]] = {}
        digest = hashlib.blake2b(digest_size=16)
        place = 0
        with os.fdopen(handle, "wb") as file:
            for name, column in columns.items():
                raw = np.ascontiguousarray(column)
                padding = b"\0" * (-place % _ALIGNMENT)
                listed[name] = [raw.dtype.str, len(raw), place + len(padding)]
                for part in (padding, raw.data.cast("B") if raw.size else b""):
                    file.write(part)
                    digest.update(part)
                place += len(padding) + raw.nbytes
            file.flush()
            os.fsync(file.fileno())
        name = f"marks-{digest.hexdigest()}.bin"
        header: dict[str, Any] = {"kind": _KIND, "format": FORMAT, "file": name, "bytes": place, "columns": listed}
        header["data"] = digest.hexdigest()
        header["checksum"] = _checksum(header)
        Path(temporary).chmod(_MODE)
        Path(temporary).replace(directory / name)
        handle, header_file = tempfile.mkstemp(dir=directory, prefix="writing-", suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as file_of_header:
            json.dump(header, file_of_header)
            file_of_header.flush()
            os.fsync(file_of_header.fileno())
        temporary = header_file
        Path(header_file).chmod(_MODE)
        Path(header_file).replace(directory / "header.json")
        _synced(os.open(directory, os.O_RDONLY))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for former in directory.glob("marks-*.bin"):
        if former.name != name:
            former.unlink(missing_ok=True)


def _header(directory: Path) -> dict[str, Any]:
    path = directory / "header.json"
    try:
        header = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexFileError(path, "no index here") from None
    except (OSError, ValueError) as error:
        raise IndexFileError(path, f"unreadable: {error}") from None
    if not isinstance(header, dict) or header.get("kind") != _KIND:
        raise IndexFileError(path, "not an index of marks")
    if header.get("format") != FORMAT:
        raise IndexFileError(path, f"format {header.get('format')!r}, this version reads {FORMAT}: build it again")
    if header.get("checksum") != _checksum(header):
        raise IndexFileError(path, "the header is damaged (checksum)")
    return header


def read(directory: Path) -> Columns:
    """The columns saved under `directory`, mapped read-only. Raises IndexFileError."""
    for last_try in (False, True):
        header = _header(directory)
        path = directory / header["file"]
        try:
            size = path.stat().st_size
            if size != header["bytes"]:
                raise IndexFileError(path, f"{size} bytes where {header['bytes']} were written: cut off or overwritten")
            mapped = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)
            break
        except OSError as error:
            # Another process may have put a new index in place between the two reads.
            if last_try:
                raise IndexFileError(path, f"unreadable: {error}") from None
    if size <= _SOON_READ and hashlib.blake2b(mapped.data, digest_size=16).hexdigest() != header["data"]:
        raise IndexFileError(path, "the data are damaged (checksum)")
    columns = {}
    for name, (kind, length, place) in header["columns"].items():
        data_type = np.dtype(kind)
        columns[name] = np.asarray(mapped[place : place + length * data_type.itemsize]).view(data_type)
    return columns


def verify(directory: Path) -> None:
    """Compare the data file with its checksum. Raises IndexFileError."""
    header = _header(directory)
    path = directory / header["file"]
    read(directory)
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != header["data"]:
        raise IndexFileError(path, "the data are damaged (checksum)")
