"""Certificates: the same bytes for the same pledge, PDF/A, and not one byte can be changed unseen."""

import random
from datetime import datetime

import pytest
from django.test import Client
from tests.desk.pledging import Make, PledgeDesk

from onewindow.desks.finance import certificates
from onewindow.kernel import ledger, signing
from onewindow.kernel.documents import chinese_face, typeset
from onewindow.kernel.errors import BadInput

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(chinese_face() is None, reason="no Chinese font: apt-get install fonts-noto-cjk"),
]
WINDOW = "http://testserver/verify"


@pytest.fixture
def desk(make_actor: Make, now: datetime) -> PledgeDesk:
    return PledgeDesk(make_actor, now).registered()


def made(desk: PledgeDesk) -> bytes:
    return certificates.certificate(desk.pledgor, desk.now, desk.pledge, WINDOW)


def test_the_same_pledge_gives_the_same_bytes(desk: PledgeDesk) -> None:
    first = made(desk)
    shown = ledger.Entry.objects.get(action="pledge.register")
    assert certificates.make(desk.pledge, shown, WINDOW) == first, "made anew"
    assert made(desk) == first and ledger.Entry.objects.filter(action="pledge.certificate_made").count() == 1
    verdict = certificates.verify(first)
    assert verdict.genuine and verdict.number == desk.pledge.number and not verdict.superseded


def test_signing_keeps_the_archive_form(desk: PledgeDesk) -> None:
    shown = ledger.Entry.objects.get(action="pledge.register")
    plain = typeset(certificates.TEMPLATE, certificates.facts(desk.pledge, shown, WINDOW), shown.at)
    signed = made(desk)
    assert signed.startswith(plain) and plain.count(b"<pdfaid:part>2</pdfaid:part>") == 1, "typst's bytes stand"
    added = signed[len(plain) :]
    assert b"pdfaid" not in added and b"/Encrypt" not in added, "metadata and access stay as they were"
    assert b"/F 132" in added and b"/Rect [ 0 0 0 0 ]" in added, "a field of no size needs no appearance (6.3.3)"


def test_every_flipped_byte_is_detected(desk: PledgeDesk) -> None:
    """A sample here; the benchmark flips every byte. The signature alone finds those outside its own room."""
    whole = made(desk)
    room = range(whole.rindex(b"/Contents <") + 11, whole.rindex(b"/ByteRange"))
    for place in random.Random(5).sample(range(5, len(whole)), 150):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random.Random(place).randrange(8)
        assert not certificates.verify(bytes(flipped)).genuine, place
        seal = signing.check(bytes(flipped))
        assert place in room or not (seal.signed and seal.intact and seal.ours), place
    for other in (whole[:-1], whole + b"\n"):
        assert not certificates.verify(other).genuine


def test_another_house_is_found_out(desk: PledgeDesk, settings: object, tmp_path: object) -> None:
    ours = made(desk)
    settings.HOME = tmp_path / "elsewhere"  # type: ignore[attr-defined, operator]
    shown = ledger.Entry.objects.get(action="pledge.register")
    theirs = certificates.make(desk.pledge, shown, WINDOW)
    assert theirs != ours and certificates.verify(theirs).reason == certificates.UNKNOWN
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    assert certificates.verify(theirs).reason == certificates.STRANGER
    assert certificates.verify(b"%PDF-1.7\n").reason == certificates.UNSIGNED
    for bad in (b"", b"hello", b"%PDF-" + b"0" * certificates.LARGEST):
        with pytest.raises(BadInput):
            certificates.verify(bad)


def test_a_change_makes_a_later_certificate(desk: PledgeDesk) -> None:
    first = made(desk)
    desk.fire("ask_change", desk.pledgor, amount="1500000")
    desk.fire("agree_change", desk.lender)
    second = made(desk)
    assert second != first
    assert certificates.verify(first).superseded and not certificates.verify(second).superseded


def test_the_page_says_whether_it_is_genuine_and_in_force(desk: PledgeDesk, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    whole = made(desk)
    flipped = whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]
    for content, verdict in ((whole, "genuine"), (flipped, "altered")):
        page = client.post("/verify", {"file": SimpleUploadedFile("c.pdf", content)})
        assert page.status_code == 200 and f'data-verdict="{verdict}"' in page.content.decode()
    page = client.get(f"/verify?number={desk.pledge.number}").content.decode()
    assert "It is in force." in page and "1,000,000" not in page, "amounts are the parties' own"
    desk.fire("cancel", desk.lender, ending="performance")
    assert "not in force" in client.get(f"/verify?number={desk.pledge.number}").content.decode()
    assert client.post("/verify", {}).status_code == 422
    assert "No registered pledge" in client.get("/verify?number=PL1").content.decode()
