"""What is joined to a resource: shown in its text, printed, private until it is published, kept with its version."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.attachments import MOST_BYTES, examined
from maillage.common.errors import Refused
from maillage.common.markdown import Picture, blocks, rendered
from maillage.resources.models import Resource, ResourcePiece, ResourceState
from maillage.resources.operations import pieces
from maillage.resources.operations.pieces import join_document, join_picture, take_off_piece
from maillage.resources.operations.resources import propose_resource, publish_resource, write_resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.resources.drawn import PDF, drawn, picture, sent
from tests.resources.shelf import BY, TODAY, text, written
from tests.sending import send

pytestmark = pytest.mark.django_db
PAGE = "/ressources/preparer-une-premiere-visite/"
SEEN = "Trois personnes autour de la table."


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_DIR = tmp_path
    set_clock(monkeypatch, instant(2018, 6, 1))


def document(name: str = "plan.pdf") -> Any:
    return examined(name, io.BytesIO(PDF))


def publish(row: Resource, *, on: Any = TODAY) -> None:
    publish_resource(propose_resource(row, by=BY), review_on=date(2019, 12, 1), on=on, by=BY)


def stored() -> int:
    return sum(1 for path in Path(settings.PRIVATE_DIR).rglob("*") if path.is_file())


def test_an_image_is_joined_shown_and_private_until_published(client: Client) -> None:
    zoe = sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"), name="Zoé Blanc")
    row = written(zoe, text="Voici :\n\n![](cafe-du-marche.jpg)\n")
    page = f"/mes-fiches/{row.pk}/"
    assert "Rien n'est joint" in read(client, page)
    told = send(client, f"{page}images/joindre/", {"document": sent(), "alt": ""})
    assert told.status_code == 422  # what is seen is always said
    assert not ResourcePiece.objects.exists()
    send(client, f"{page}images/joindre/", {"document": sent(), "alt": SEEN})
    piece = ResourcePiece.objects.get()
    assert (piece.name, piece.alt, piece.is_picture, str(piece)) == (
        "cafe-du-marche.jpg",
        SEEN,
        True,
        piece.name,
    )
    assert "écrivez ![](cafe-du-marche.jpg) dans le texte" in read(client, page)
    address = f"{PAGE}pieces/{piece.pk}/"
    assert f'<img src="{address}" alt="{SEEN}"' in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404
    publish(row)
    answer = Client().get(address)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert address in Client().get(PAGE).content.decode()
    assert Client().get(f"/ressources/autre/pieces/{piece.pk}/").status_code == 404


def test_a_document_is_offered_once_published(client: Client) -> None:
    zoe = sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"), name="Zoé Blanc")
    row = written(zoe)
    page = f"/mes-fiches/{row.pk}/"
    send(client, f"{page}pieces/joindre/", {"document": sent("Plan d'une séance.pdf", PDF)})
    piece = ResourcePiece.objects.get()
    assert (piece.name, piece.extension, piece.is_picture) == ("plan-d-une-seance.pdf", "PDF", False)
    publish(row)
    assert "Prendre « plan-d-une-seance.pdf » (PDF," in read(Client(), PAGE)
    answer = Client().get(f"{PAGE}pieces/{piece.pk}/")
    assert (answer.content, answer["Content-Disposition"][:10]) == (PDF, "attachment")


@pytest.mark.parametrize(
    ("where", "name", "content", "sentence"),
    [
        ("images", "a.svg", b"<svg onload='alert(1)'/>", "joignez une image JPEG, PNG ou WebP"),
        ("images", "a.jpg", PDF, "joignez une image JPEG, PNG ou WebP"),
        ("images", "a.jpg", b"\xff\xd8\xff cut \xff\xd9", "ne s'ouvre pas"),
        ("images", "a.jpg", b"", "est vide"),
        ("images", "a.jpg", b"x" * (MOST_BYTES + 1), "pèse plus de 10 Mo"),
        ("pieces", "a.html", b"<script>alert(1)</script>", "joignez un PDF"),
        ("pieces", "a.jpg", drawn(), "joignez un PDF"),
        ("pieces", "a.pdf", b"x" * (MOST_BYTES + 1), "pèse plus de 10 Mo"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_may_not_be_joined_is_refused_with_a_sentence(
    client: Client, where: str, name: str, content: bytes, sentence: str
) -> None:
    zoe = sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"), name="Zoé Blanc")
    row = written(zoe)
    path = f"/mes-fiches/{row.pk}/{where}/joindre/"
    answer = send(client, path, {"document": sent(name, content), "alt": SEEN})
    assert answer.status_code in {409, 422}
    assert sentence in words(answer.content.decode())
    assert not ResourcePiece.objects.exists()
    assert stored() == 0


def test_an_image_that_is_named_and_not_joined_is_said_before_it_is_read_again() -> None:
    row = written(text="![](absente.jpg)")
    with pytest.raises(Refused, match=r"« absente\.jpg » est nommée"):
        propose_resource(row, by=BY)
    row.refresh_from_db()
    assert row.state == ResourceState.DRAFT


def test_what_came_with_a_version_stays_with_it(client: Client) -> None:
    row = written()
    first = join_picture(row, picture(), SEEN, by=BY)
    publish(row, on=date(2018, 2, 1))
    row.refresh_from_db()
    take_off_piece(first, by=BY)
    second = join_document(row, document(), by=BY)
    row.refresh_from_db()
    assert row.state == ResourceState.DRAFT
    before = f"{PAGE}?au=2018-03-01"
    assert client.get(f"{PAGE}pieces/{second.pk}/").status_code == 404
    publish(row)
    first.refresh_from_db()
    assert (first.first_number, first.last_number) == (1, 1)
    assert "plan.pdf" in read(client, PAGE)
    assert "plan.pdf" not in read(client, before)
    assert client.get(f"{PAGE}pieces/{first.pk}/").status_code == 200  # the version of before is still read
    assert stored() == 2


def test_what_was_never_published_goes_with_its_file(django_capture_on_commit_callbacks: Any) -> None:
    row = written()
    piece = join_document(row, document(), by=BY)
    assert join_document(row, document(), by=BY).name == "plan-2.pdf"
    with django_capture_on_commit_callbacks(execute=True):
        take_off_piece(piece, by=BY)
    assert [one.name for one in ResourcePiece.objects.at_work(row)] == ["plan-2.pdf"]
    assert stored() == 1


def test_nothing_is_joined_while_it_is_read_again_nor_beyond_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    row = written()
    piece = join_document(row, document("???.pdf"), by=BY)
    assert piece.name == "fichier.pdf"
    monkeypatch.setattr(pieces, "MOST_PIECES", 1)
    with pytest.raises(Refused, match="Vingt images et documents"):
        join_document(row, document(), by=BY)
    propose_resource(row, by=BY)
    with pytest.raises(Refused, match="à la relecture"):
        take_off_piece(piece, by=BY)
    assert ResourcePiece.objects.count() == 1


def test_an_author_takes_off_what_they_joined_and_readers_see_it(client: Client) -> None:
    zoe = sign_in(client, Role.MEMBER, Perimeter("cooperation", "nulle-part"), name="Zoé Blanc")
    row = written(zoe)
    piece = join_document(row, document(), by=BY)
    propose_resource(row, by=BY)
    officer = Client()
    sign_in(officer, Role.OFFICER, name="Aïcha Benali")
    assert "plan.pdf" in read(officer, f"/relire-les-fiches/{row.pk}/")
    assert officer.get(f"{PAGE}pieces/{piece.pk}/").status_code == 200
    assert officer.get(f"/mes-fiches/{row.pk}/pieces/{piece.pk}/retirer/").status_code == 404
    Resource.objects.update(state=ResourceState.RETURNED)
    send(client, f"/mes-fiches/{row.pk}/pieces/{piece.pk}/retirer/")
    assert not ResourcePiece.objects.exists()


def test_an_image_is_printed_with_what_is_seen_on_it(client: Client) -> None:
    row = written(text="Avant ![](cafe.jpg)\n\n- ![](cafe.jpg)\n")
    join_picture(row, picture(), SEEN, by=BY)
    join_document(row, document(), by=BY)
    publish(row)
    printed = pypdf.PdfReader(io.BytesIO(client.get(f"{PAGE}fiche.pdf").content))
    assert len(printed.pages[0].images) >= 1
    assert "plan.pdf" in printed.pages[0].extract_text()
    told = blocks("Avant ![](cafe.jpg)\n\n- ![](cafe.jpg)\n", {"cafe.jpg": Picture(url="/x", alt=SEEN)})
    assert [one["kind"] for one in told] == ["paragraph", "picture", "picture"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("![](a.jpg)", '<p><img src="/p/" alt="&lt;b" loading="lazy"></p>\n'),
        ("![dit autrement](a.jpg)", '<p><img src="/p/" alt="&lt;b" loading="lazy"></p>\n'),
        ("`![](a.jpg)`", "<p><code>![](a.jpg)</code></p>\n"),
        (
            "[![](a.jpg)](/u)",
            '<p><a href="/u"><img src="/p/" alt="&lt;b" loading="lazy"></a></p>\n',
        ),
        ("![](b.jpg)", '<p>!<a href="b.jpg"></a></p>\n'),
        ("![x](https://espion.exemple/a.jpg)", '<p>!<a href="https://espion.exemple/a.jpg">x</a></p>\n'),
    ],
)
def test_only_what_was_joined_is_shown(typed: str, shown: str) -> None:
    assert rendered(typed, {"a.jpg": Picture(url="/p/", alt="<b")}) == shown


def test_the_next_version_keeps_its_images(client: Client) -> None:
    row = written(text="![](cafe.jpg)")
    piece = join_picture(row, picture(), SEEN, by=BY)
    publish(row, on=date(2018, 2, 1))
    row.refresh_from_db()
    write_resource(text(text="Mieux : ![](cafe.jpg)"), resource=row, version=row.version, by=BY)
    publish(row)
    piece.refresh_from_db()
    assert (piece.first_number, piece.last_number) == (1, None)
    for page in (PAGE, f"{PAGE}?au=2018-03-01"):
        assert f"pieces/{piece.pk}/" in client.get(page).content.decode()
