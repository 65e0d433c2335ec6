"""Signatures of the house on its documents: PAdES in PDF, with a key of the installation's own.

The key and its self-signed certificate are made at first use and kept in ``home/signing``; whoever holds the
certificate can check a document without the window. RSA with PKCS #1 v1.5 is deterministic and every time in the
signature is an argument, so the same document signed with the same key has the same bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

KEY_BITS = 3072
FIELD = "Signature"
RESERVED = 4 * 1024
"""Bytes kept free in the document for the signature in hexadecimal, which takes 3,444 of them. More would make every
verification slower: it reads them all."""
VALID = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
"""The certificate is trusted for being the house's own, not for its dates: what was signed stays checkable."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the signature of a document says of it."""

    signed: bool
    intact: bool = False
    """Whether the bytes it covers are those that were signed: all of the file but the signature's own room in it."""
    ours: bool = False
    """Whether the key is this house's."""


def sign(document: bytes, at: datetime) -> bytes:
    """``document`` (a PDF) with the house's signature appended; its own bytes stay as they are, so PDF/A stays."""
    from pyhanko.pdf_utils import generic
    from pyhanko.sign import fields
    from pyhanko.sign.signers import cms_embedder
    from pyhanko.sign.signers.pdf_byterange import PdfSignedData
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    embed = cms_embedder.PdfCMSEmbedder().write_cms(field_name=FIELD, writer=_still_writer(document))
    next(embed)
    placeholder = PdfSignedData(
        obj_type=generic.pdf_name("/Sig"), subfilter=fields.SigSeedSubFilter.PADES, timestamp=at,
        bytes_reserved=RESERVED,
    )  # fmt: skip
    embed.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    prepared, out = embed.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=True))
    attributes = PdfCMSSignedAttributes(signing_time=at)
    embed.send(
        asyncio.run(
            _signer(_folder()).async_sign(
                prepared.document_digest, digest_algorithm="sha256", use_pades=True, signed_attr_settings=attributes
            )
        )
    )
    signed: bytes = out.getvalue()
    return signed


def check(document: bytes) -> Seal:
    """What the one signature of a PDF says; of a file that is none, or has none, that it is not signed."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    own = _signer(_folder()).signing_cert
    # Whatever a broken file makes the parser stumble over, the answer is that this is no signed document.
    try:
        signatures = PdfFileReader(io.BytesIO(document)).embedded_signatures
        if len(signatures) != 1:
            return Seal(signed=False)
        found = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[own], allow_fetching=False))
        whole = found.coverage == SignatureCoverageLevel.ENTIRE_FILE
        ours = signatures[0].signer_cert.sha256 == own.sha256
        intact = found.intact and found.valid and whole
        return Seal(True, bool(intact), ours)
    except Exception:
        return Seal(signed=False)


def certificate() -> bytes:
    """The certificate of the house's key in PEM, for whoever checks a document without the window."""
    _signer(_folder())
    return (_folder() / "certificate.pem").read_bytes()


def _folder() -> Path:
    return Path(settings.HOME) / "signing"


def _still_writer(document: bytes) -> Any:
    """A writer that appends to a PDF and leaves its metadata and identity as they are: no clock, no chance."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class StillWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

    writer = StillWriter(io.BytesIO(document))
    first = writer._document_id[0]
    writer._document_id = generic.ArrayObject([first, generic.ByteStringObject(hashlib.sha256(document).digest()[:16])])
    return writer


@lru_cache(maxsize=4)
def _signer(folder: Path) -> Any:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    _make_key(folder)
    private = serialization.load_pem_private_key((folder / "key.pem").read_bytes(), None)
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    from cryptography.x509 import load_pem_x509_certificate

    own = load_pem_x509_certificate((folder / "certificate.pem").read_bytes())

    class HouseSigner(SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            # The library loads, and so tests, the key at every signature: that takes ten times what signing takes.
            return private.sign(data, PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr, call-arg, arg-type]

    return HouseSigner(
        signing_cert=x509.Certificate.load(own.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _make_key(folder: Path) -> None:
    """A key and its certificate, once: of two processes that come first together, one wins."""
    if (folder / "certificate.pem").exists():
        return
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(65537, KEY_BITS)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "onewindow 一窗")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), *VALID)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    pem = serialization.Encoding.PEM
    kept = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(fresh / "key.pem", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(kept)
    (fresh / "certificate.pem").write_bytes(made.public_bytes(pem))
    try:
        fresh.rename(folder)
    except OSError:  # another process was quicker: its key is the house's
        (fresh / "key.pem").unlink()
        (fresh / "certificate.pem").unlink()
        fresh.rmdir()
