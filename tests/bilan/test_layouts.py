"""Laying bilans out: parts in their order, comments, cover, colours, logo; every version is a fact."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from maillage.accounts.roles import Role
from maillage.bilan.compose import compose
from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.document import Document, Look, Prose, canonical
from maillage.bilan.looks import check_colours, contrast, read_colour
from maillage.bilan.models import BilanLayout
from maillage.bilan.operations import freeze, verify
from maillage.bilan.operations.layouts import (
    Cover,
    comment_part,
    dress,
    go_back,
    move_part,
    show_part,
)
from maillage.bilan.renderers import RENDERERS
from maillage.bilan.renderers import html as html_renderer
from maillage.common.attachments import PICTURES, examined
from maillage.common.attachments import Document as Joined
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import AT_THE_PLENARY, NOW, PLENARY, Cast, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
BY = Author(at=instant(2017, 1, 10), role="charge-national")
KNOWN = instant(2017, 1, 20)
GARD = Perimeter("departement", "30")


def composed(code: str = "departement", known: object = KNOWN, perimeter: Perimeter = GARD) -> Document:
    return compose(
        code,
        as_of=PLENARY,
        known_at=known,  # type: ignore[arg-type] # a moment
        printed_on=PLENARY,
        organisation="Maillage",
        perimeter=perimeter,
    )


def keys(document: Document) -> list[str]:
    return [section.key for section in document.sections]


def picture(width: int = 60, height: int = 30, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0F6E66").save(out, kind)
    return out.getvalue()


def joined(content: bytes, name: str = "logo.png") -> Joined:
    return examined(name, io.BytesIO(content), allowed=PICTURES)


def test_every_definition_has_parts_with_a_code_a_name_and_a_line() -> None:
    assert {"cooperation", "porteur", "departement", "financeur", "equipe", "national"} <= set(DEFINITIONS)
    for one in DEFINITIONS.values():
        codes = [part.code for part in one.parts]
        assert codes
        assert len(codes) == len(set(codes)), one.code
        assert all(part.name and str(part.explained).endswith(".") for part in one.parts), one.code


def test_a_part_moves_up_and_down_and_everything_can_be_undone() -> None:
    before = keys(composed())
    move_part("departement", "en-bref", down=True, by=BY)
    assert keys(composed())[1:3] == [before[2], before[1]]
    move_part("departement", "en-bref", down=False, by=BY)
    assert keys(composed()) == before
    with pytest.raises(Refused, match="déjà la première"):
        move_part("departement", "en-bref", down=False, by=BY)
    with pytest.raises(Refused, match="déjà la dernière"):
        move_part("departement", "chiffres-publies", down=True, by=BY)
    with pytest.raises(Refused, match="n'a pas cette partie"):
        move_part("departement", "inconnue", down=True, by=BY)
    first = BilanLayout.objects.of("departement").last()
    assert first
    assert str(first) == "departement"
    go_back("departement", first, by=BY)
    assert keys(composed())[1] == before[2]
    with pytest.raises(Refused, match="déjà la mise en page"):
        go_back("departement", BilanLayout.objects.believed().get(), by=BY)
    go_back("departement", None, by=BY)
    assert not BilanLayout.objects.believed().exists()
    with pytest.raises(Refused, match="tel que le logiciel"):
        go_back("departement", None, by=BY)
    go_back("departement", first, by=BY)
    assert BilanLayout.objects.believed().count() == 1


def test_a_hidden_part_leaves_the_bilan_and_its_method() -> None:
    show_part("departement", "porteurs", shown=False, by=BY)
    document = composed()
    assert "porteurs" not in keys(document)
    method = str(document.sections[-1].blocks)
    assert "Équipes citoyennes reconnues" in method
    assert "Porteurs" not in method
    show_part("departement", "porteurs", shown=True, by=BY)
    assert "porteurs" in keys(composed())
    for part in DEFINITIONS["financeur"].parts[1:]:
        show_part("financeur", part.code, shown=False, by=BY)
    with pytest.raises(Refused, match="garde au moins une partie"):
        show_part("financeur", "chiffres-suivis", shown=False, by=BY)


def test_a_comment_stands_above_its_part() -> None:
    comment_part("departement", "equipes-par-an", "Lire avec prudence.", by=BY)
    (found,) = [one for one in composed().sections if one.key == "equipes-par-an"]
    assert found.blocks[0] == Prose(paragraphs=("Lire avec prudence.",))
    comment_part("departement", "equipes-par-an", "", by=BY)
    (found,) = [one for one in composed().sections if one.key == "equipes-par-an"]
    assert not isinstance(found.blocks[0], Prose)


def test_what_was_frozen_keeps_the_layout_of_its_day() -> None:
    frozen = freeze(
        "rendez-vous",
        as_of=PLENARY,
        known_at=AT_THE_PLENARY,
        organisation="Maillage",
        perimeter=FRANCE,
        by=Author(at=NOW, role="essai"),
    )
    show_part("rendez-vous", "cooperations", shown=False, by=Author(at=NOW, role="essai"))
    dress("rendez-vous", Cover(colour="#0F6E66"), by=Author(at=NOW, role="essai"))
    assert verify(frozen).equal
    assert "cooperations-2014-12" not in keys(composed("rendez-vous", instant(2018, 1, 1), FRANCE))


def test_a_cover_has_its_own_words_colours_and_logo() -> None:
    cover = Cover(
        title="L'année à {lieu}",
        subtitle="au {jour}",
        organisation="Le réseau du Midi",
        colour="#0F6E66",
        accent="#8A5A00",
        logo=joined(picture()),
        logo_alt="Deux mains",
    )
    row = dress("departement", cover, by=BY)
    assert row.is_dressed
    document = composed()
    assert (document.title, document.organisation) == ("L'année à Gard", "Le réseau du Midi")
    assert document.sections[0].title == "L'année à Gard"
    assert document.subtitle.startswith("au 25")
    look = document.look
    assert look
    assert (look.colour, look.accent, look.logo_kind, look.logo_alt) == (
        "#0F6E66",
        "#8A5A00",
        "png",
        "Deux mains",
    )
    for form, render in RENDERERS.items():
        content = render(document)
        assert content, form
    page = RENDERERS["html"](document).decode()
    assert "--band: #0F6E66" in page
    assert 'alt="Deux mains"' in page
    assert "data:image/png;base64," in page
    dress("departement", Cover(title="Autre"), by=BY)
    kept = composed().look
    assert kept
    assert kept.logo_alt == "Deux mains", "a logo stays until another comes, or it is taken off"
    dress("departement", Cover(without_logo=True), by=BY)
    assert composed().look is None


def test_a_document_without_a_look_reads_as_before() -> None:
    plain = canonical(composed())
    assert isinstance(plain, dict)
    assert "look" not in plain
    look = canonical(Look(logo=b"x"))
    assert isinstance(look, dict)
    assert len(str(look["logo"])) == 64


def test_colours_that_nobody_could_read_are_refused() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert (read_colour(" 4b2e83 "), read_colour("")) == ("#4B2E83", "")
    with pytest.raises(Refused, match="n'est pas une couleur"):
        read_colour("violet")
    with pytest.raises(Refused, match="trop pâle"):
        check_colours("#F0E68C", "")
    with pytest.raises(Refused, match="se voit à peine"):
        check_colours("", "#FAF0E6")
    check_colours("", "")


def test_a_logo_is_told_and_light() -> None:
    with pytest.raises(Refused, match="ce que montre le logo"):
        dress("departement", Cover(logo=joined(picture())), by=BY)
    noisy = io.BytesIO()
    Image.effect_noise((1500, 1500), 200).convert("RGB").save(noisy, "PNG")
    with pytest.raises(Refused, match="trop lourd"):
        dress("departement", Cover(logo=joined(noisy.getvalue()), logo_alt="Bruit"), by=BY)
    assert not BilanLayout.objects.exists()
    dress("departement", Cover(logo=joined(picture(kind="JPEG"), "logo.jpg"), logo_alt="Vert"), by=BY)
    look = composed().look
    assert look
    assert "data:image/jpeg" in html_renderer.render(composed()).decode()
    assert RENDERERS["pdf"](composed()).startswith(b"%PDF-")


def test_the_officer_lays_a_bilan_out_without_javascript(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cast.gard
    set_clock(monkeypatch, NOW)
    sign_in(client, Role.OFFICER)
    assert "Bilan d'une coopération" in read(client, "/bilan/mettre-en-page/")
    at = "/bilan/mettre-en-page/departement/"
    assert "Telle que le logiciel la compose en vigueur" in read(client, at)
    answer = send(client, at, {"choice": "descendre:en-bref"})
    assert (answer.status_code, answer["Location"]) == (303, f"{at}#en-bref")
    assert send(client, at, {"choice": "cacher:porteurs"}).status_code == 303
    assert "Qui porte les équipes cachée" in read(client, at)
    assert send(client, at, {"choice": "montrer:porteurs"}).status_code == 303
    assert send(client, at, {"choice": "avaler:porteurs"}).status_code == 422
    assert send(client, at, {"choice": "monter:rien"}).status_code == 409
    assert send(client, f"{at}en-bref/mot/", {"comment": "Le mot du réseau."}).status_code == 303
    assert "Le mot du réseau." in read(client, at)
    assert "Le mot du réseau." in read(client, f"{at}en-bref/mot/")
    assert client.get(f"{at}rien/mot/").status_code == 404
    logo = SimpleUploadedFile("logo.png", picture(), "image/png")
    given = {"title": "Notre année", "colour": "0f6e66", "logo": logo, "logo_alt": "Deux mains"}
    assert send(client, f"{at}couverture/", given).status_code == 303
    assert send(client, f"{at}couverture/", {"colour": "rouge"}).status_code == 422
    assert send(client, f"{at}couverture/", {"colour": "#FFFF00"}).status_code == 409
    assert "logo : Deux mains" in read(client, at)
    client.logout()
    page = client.get("/bilan/departement/?perimetre=departement:30").content.decode()
    row = BilanLayout.objects.believed().get()
    assert f"/bilan/couleurs/{row.pk}.css" in page
    assert "Notre année" in page
    style = client.get(f"/bilan/couleurs/{row.pk}.css")
    assert "#0F6E66" in style.content.decode()
    first = BilanLayout.objects.of("departement").last()
    assert first
    assert client.get(f"/bilan/couleurs/{first.pk}.css").content == b""
    sign_in(client, Role.OFFICER)
    assert "Dans l'ordre :" in read(client, f"{at}{first.pk}/")
    assert send(client, f"{at}{first.pk}/").status_code == 303
    assert send(client, f"{at}0/").status_code == 303
    assert not BilanLayout.objects.believed().exists()
    assert client.get("/bilan/mettre-en-page/inconnu/").status_code == 404
