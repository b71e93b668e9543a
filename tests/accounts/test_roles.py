"""The table of the roles, printed: docs/droits.md, the page /droits/; the invitation of the house."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import translation

from maillage.accounts.exports import markdown, sheets
from maillage.accounts.models import Entry, Invitation
from maillage.accounts.roles import GRANTED, STRONG, Right, Role
from maillage.common.errors import Refused
from tests.cast import Cast
from tests.portal.reading import read


def test_docs_are_those_of_the_table() -> None:
    assert (Path(settings.BASE_DIR) / "docs" / "droits.md").read_text(encoding="utf-8") == markdown()
    call_command("roles", check=True)


def test_the_page_of_docs_is_written_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    (tmp_path / "docs").mkdir()
    with pytest.raises(Refused, match="n'est plus à jour"):
        call_command("roles", check=True)
    call_command("roles")
    call_command("roles", check=True)
    (tmp_path / "docs" / "droits.md").write_text("autre chose", encoding="utf-8")
    with pytest.raises(Refused, match="n'est plus à jour"):
        call_command("roles", check=True)


def test_docs_are_in_french_whoever_prints() -> None:
    with translation.override("en"):
        printed = markdown()
    assert printed == markdown()
    assert "- **R1** : administrateur national" in printed


@pytest.mark.parametrize("role", Role)
def test_each_role_says_what_it_may_do(role: Role) -> None:
    sheet = next(sheet for sheet in sheets() if sheet.role == role)
    assert sheet.strong is (role in STRONG)
    assert len(sheet.rights) == sum(role in GRANTED[right] for right in Right)
    assert sheet.places
    assert sheet.given_by


def test_what_a_role_gives_is_said_with_where() -> None:
    animator = next(sheet for sheet in sheets() if sheet.role == Role.ANIMATOR)
    assert animator.gives == (
        "animateur de coopération (une coopération)",
        "membre de coopération (une coopération)",
        "référent d'équipes (professionnel) (une équipe)",
        "référent de l'équipe (bénévole) (une équipe)",
        "formateur (une coopération)",
    )


@pytest.mark.django_db
def test_the_table_is_public(client: Client) -> None:
    said = read(client, "/droits/")
    assert "Administrateur national second facteur" in said
    assert (
        "Il est donné par : administrateur national, chargé de mission national et animateur de coopération"
        in said
    )
    assert "Une équipe Cette équipe" in said


@pytest.mark.django_db
def test_the_house_invites_the_first_administrator() -> None:
    out = io.StringIO()
    call_command("invite", "Paul@Exemple.fr", name=" Paul  Rivoire ", stdout=out)
    row = Invitation.objects.get()
    assert (row.name, row.email, row.role) == ("Paul Rivoire", "paul@exemple.fr", Role.ADMINISTRATOR)
    assert row.perimeter.is_france
    assert row.invited_by is None
    said = out.getvalue()
    assert "Invitation de Paul Rivoire (administrateur national, France)." in said
    assert "/invitation/" in said
    assert "Code : " in said
    assert Entry.objects.get().who == "la plateforme"


@pytest.mark.usefixtures("cast")
def test_the_house_invites_anywhere(cast: Cast) -> None:
    call_command(
        "invite",
        "a@exemple.fr",
        name="Anne",
        role="referent-equipe",
        perimeter=f"equipe:{cast.tilleul.slug}",
        stdout=io.StringIO(),
    )
    assert Invitation.objects.get().place == "Équipe du Tilleul"
    with pytest.raises(Refused, match="n'est pas compris"):
        call_command("invite", "b@exemple.fr", name="Luc", perimeter="lune", stdout=io.StringIO())
    with pytest.raises(CommandError, match="magicien"):
        call_command("invite", "b@exemple.fr", "--name", "Luc", "--role", "magicien")


@pytest.mark.usefixtures("cast")
def test_the_house_invites_nobody_where_the_role_is_not_worn(cast: Cast) -> None:
    with pytest.raises(Refused, match="ne se porte pas sur ce périmètre"):
        call_command(
            "invite",
            "a@exemple.fr",
            name="Anne",
            perimeter=f"cooperation:{cast.gard.slug}",
            stdout=io.StringIO(),
        )
    with pytest.raises(Refused, match="n'existe pas"):
        call_command(
            "invite",
            "a@exemple.fr",
            name="Anne",
            role="animateur",
            perimeter="cooperation:inconnue",
            stdout=io.StringIO(),
        )
    assert not Invitation.objects.exists()
