"""Marks as columns of numbers: what a segment of the index holds, and how it is made from records."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import usual
from onewindow.engines.marks.compounds import elements_of
from onewindow.engines.marks.lexicon import lexicon
from onewindow.engines.marks.sound import readings
from onewindow.engines.marks.types import Mark, MarkError, check_id, class_mask

Columns = dict[str, NDArray[Any]]
_READINGS = 4
_REPEATED = re.compile(rb"([^\x1a-\x23])\1+", re.DOTALL)  # any sound but a digit


def _starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    counted = np.fromiter(lengths, np.int64)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counted)))


def _utf32(texts: Iterable[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


def _utf8(texts: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return np.frombuffer(b"".join(encoded), np.uint8), _starts(map(len, encoded))


def whole_readings(elements: list[tuple[bytes, ...]]) -> list[bytes]:
    """Readings of a whole mark from those of its elements: all of them in their first, all in their second..."""
    most = max(map(len, elements), default=0)
    said = []
    for number in range(most):
        together = b"".join(options[number] if number < len(options) else options[0] for options in elements)
        said.append(_REPEATED.sub(rb"\1", together))
    return list(dict.fromkeys(said))[:_READINGS]


def plain_columns(records: Iterable[Mark]) -> Columns:
    """Columns that hold the marks themselves (no inverted lists). Raises MarkError on a mark without id or with a class
    that does not exist."""
    ids, texts, masks = [], [], array("Q")
    vocabulary: dict[str, int] = {}
    said: list[tuple[bytes, ...]] = []
    mark_elements, element_counts = array("i"), array("q")
    forms, form_lengths, form_counts = [], array("q"), array("q")
    for mark in records:
        check_id(mark)
        try:
            masks.append(class_mask(mark.classes))
        except ValueError as error:
            raise MarkError("unknown-class", f"mark {mark.id}: {error}") from None
        ids.append(mark.id)
        texts.append(mark.text)
        elements = elements_of(mark.text)
        spoken = []
        for element in elements:
            number = vocabulary.get(element)
            if number is None:
                vocabulary[element] = number = len(said)
                said.append(readings(element))
            mark_elements.append(number)
            spoken.append(said[number])
        element_counts.append(len(elements))
        whole = whole_readings(spoken)
        forms.extend(whole)
        form_lengths.extend(map(len, whole))
        form_counts.append(len(whole))
    columns: Columns = {"masks": np.frombuffer(masks, np.uint64) if masks else np.zeros(0, np.uint64)}
    columns["ids"], columns["id_starts"] = _utf8(ids)
    columns["texts"], columns["text_starts"] = _utf8(texts)
    columns["element_text"] = _utf32(vocabulary)
    columns["element_starts"] = _starts(map(len, vocabulary))
    columns["element_said"] = np.frombuffer(b"".join(options[0] for options in said), np.uint8)
    columns["element_said_starts"] = _starts(len(options[0]) for options in said)
    columns["mark_elements"] = np.array(mark_elements, np.int32)
    columns["mark_starts"] = _starts(element_counts)
    columns["forms"] = np.frombuffer(b"".join(forms), np.uint8)
    columns["form_starts"] = _starts(form_lengths)
    columns["mark_forms"] = _starts(form_counts)
    return columns


def joined_text(columns: Columns) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Folded text of each mark without spaces (ragged rows of code points)."""
    elements, starts = columns["mark_elements"], columns["element_starts"]
    sizes = starts[1:] - starts[:-1]
    lengths = sizes[elements]
    begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    places = np.repeat(starts[:-1][elements] - begins[:-1], lengths) + np.arange(begins[-1])
    return columns["element_text"][places], begins[columns["mark_starts"]]


def _lookup(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    order = np.argsort(hashes, kind="stable")
    return hashes[order], order.astype(np.int32)


def indexed_columns(records: Iterable[Mark]) -> Columns:
    """Columns of a segment: the marks, their inverted lists by text, sound and element, and their lookup tables."""
    from onewindow.engines.marks.kernels import (
        SOUND_BUCKETS,
        TEXT_BUCKETS,
        hash_spans,
        invert,
        letter_masks,
        seen_features,
        sound_features,
        stem_ends,
    )

    columns = plain_columns(records)
    codes, starts = joined_text(columns)
    columns["text_keys"], columns["text_lists"], columns["text_rows"] = invert(
        *seen_features(codes, starts), TEXT_BUCKETS
    )
    columns["text_lengths"] = np.minimum(np.diff(starts) + 1, 32767).astype(np.uint16)
    columns["whole_hashes"], columns["whole_rows"] = _lookup(hash_spans(codes, starts[:-1], starts[1:]))
    whole = hash_spans(codes, starts[:-1], stem_ends(codes, starts[:-1], starts[1:]))
    columns["meant_hashes"], columns["meant_rows"] = _lookup(whole)
    forms = columns["form_starts"]
    columns["sound_keys"], columns["sound_lists"], columns["sound_rows"] = invert(
        *sound_features(columns["forms"], forms), SOUND_BUCKETS
    )
    counts = np.diff(columns["mark_forms"])
    columns["form_marks"] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    # Readings of East Asian marks are of a kind of their own: neither kind crowds out the other.
    first = np.minimum(starts[:-1], max(len(codes) - 1, 0))
    begins = codes[first] if len(codes) else np.zeros(len(counts), np.uint32)
    eastern = np.uint16(0x8000) * (begins >= 0x2E80).astype(np.uint16)
    columns["form_lengths"] = np.minimum(np.diff(forms) * 2, 32767).astype(np.uint16) | eastern[columns["form_marks"]]
    elements = columns["mark_elements"]
    vocabulary = columns["element_starts"]
    _, columns["element_lists"], columns["element_rows"] = invert(
        elements.view(np.uint32), columns["mark_starts"], len(vocabulary) - 1
    )
    columns["element_counts"] = np.minimum(np.diff(columns["mark_starts"]), 32767).astype(np.uint16)
    columns["element_hashes"], columns["element_order"] = _lookup(
        hash_spans(columns["element_text"], vocabulary[:-1], vocabulary[1:])
    )
    columns["element_usual"] = usual.factors(hash_spans(columns["element_text"], vocabulary[:-1], vocabulary[1:]))
    stems = stem_ends(columns["element_text"], vocabulary[:-1], vocabulary[1:])
    columns["stem_hashes"], columns["stem_order"] = _lookup(hash_spans(columns["element_text"], vocabulary[:-1], stems))
    book = lexicon()
    known = book.find(hash_spans(columns["element_text"], vocabulary[:-1], stems))
    columns["element_known"] = (book.english[known] & (known >= 0)).astype(np.uint8)
    columns["word_keys"], columns["word_lists"], columns["word_rows"] = invert(
        *seen_features(columns["element_text"], vocabulary), TEXT_BUCKETS
    )
    columns["word_lengths"] = np.minimum(np.diff(vocabulary) + 1, 32767).astype(np.uint16)
    said = columns["element_said_starts"]
    columns["voice_keys"], columns["voice_lists"], columns["voice_rows"] = invert(
        *sound_features(columns["element_said"], said), SOUND_BUCKETS
    )
    columns["voice_lengths"] = np.minimum(np.diff(said) * 2, 32767).astype(np.uint16)
    columns["element_masks"] = letter_masks(columns["element_text"], vocabulary, columns["element_said"], said)
    columns["said_hashes"], columns["said_order"] = _lookup(
        hash_spans(columns["element_said"].astype(np.uint32), said[:-1], said[1:])
    )
    columns["id_hashes"], columns["id_rows"] = _lookup(
        hash_spans(columns["ids"].astype(np.uint32), columns["id_starts"][:-1], columns["id_starts"][1:])
    )
    return {name: np.ascontiguousarray(column) for name, column in columns.items()}
