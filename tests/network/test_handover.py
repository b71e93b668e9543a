"""Handing a cooperation over: the pack opens in real readers, the role passes from one to the next."""

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import Entry, Grant
from maillage.accounts.operations import accept_invitation, grant_role
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.exports.handover import Pack, pack_of, pack_xlsx
from maillage.network.exports.handover_pdf import pack_pdf
from maillage.network.models import Cooperation, TeamLead
from maillage.network.operations import NewCooperation, found_cooperations
from maillage.network.operations.bodies import set_up_body
from maillage.network.operations.handover import animator_grant, hand_over
from maillage.network.operations.meetings import cancel_meeting, drop_decision, write_minutes
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person, sign_in
from tests.cast import Cast, date, instant
from tests.network import cockpit
from tests.network.cockpit import BY, NOW, TODAY
from tests.network.waiting import ask_to_sign
from tests.sending import send

SHEETS = [
    "Membres",
    "Instances",
    "Réunions",
    "Décisions",
    "Feuille de route",
    "Contacts",
    "Équipes",
    "Personnes",
]


def lived(cast: Cast) -> Cooperation:
    """Give the Gard a little of everything."""
    gard = cast.gard
    cockpit.join(gard, cast.voisins, name="Zoé Lambert", email="zoe@exemple.fr")
    cockpit.join(gard, cast.ccas)
    cockpit.committee(gard)
    held = cockpit.meeting(gard, date(2017, 5, 4), "Comité de mai", agenda="Le bilan", place="Nîmes")
    write_minutes(
        held,
        minutes="Trois communes cherchent une équipe.\n\n=2+2 reste un texte.",
        attended=[cast.voisins],
        attendance=12,
        version=held.version,
        by=BY,
    )
    cockpit.decision(held, "Écrire aux maires", date(2017, 5, 30))
    drop_decision(cockpit.decision(held, "Louer une salle"), reason="La mairie en prête une.", by=BY)
    cockpit.meeting(gard, date(2017, 6, 20), "Journée départementale", is_public=True, starts_at=None)
    gone = cockpit.meeting(gard, date(2017, 6, 25), "Visite annulée")
    cancel_meeting(gone, reason="grève", version=gone.version, by=BY)
    cockpit.action(gard, "Former dix bénévoles", date(2017, 9, 1))
    cockpit.diagnosis(gard, "Le nord du département n'a pas d'équipe.\nLes transports manquent.")
    cockpit.contact(gard, "la mairie d'Uzès", "rappeler", date(2017, 6, 10))
    person("Odile Faure", Role.ANIMATOR, Perimeter("cooperation", gard.slug))
    TeamLead.objects.create(
        team=cast.tilleul, name="Marthe Blanc", telephone="0466000002", recorded_at=NOW, known_from=NOW
    )
    ask_to_sign(cast.branche, at=instant(2017, 5, 2))
    return gard


def read(cooperation: Cooperation) -> Pack:
    """Read the pack."""
    return pack_of(cooperation, day=TODAY, now=NOW)


def told(pdf: bytes, folder: Path) -> str:
    """Return what poppler reads in a PDF."""
    (folder / "pack.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", "pack.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


@pytest.mark.office
def test_the_document_tells_all_that_a_successor_needs(cast: Cast, tmp_path: Path) -> None:
    text = told(pack_pdf(read(lived(cast))), tmp_path)
    for words in (
        "Coopération du Gard",
        "Dossier de passation",
        "Active",
        "Odile Faure",
        "odile-faure@exemple.fr",
        "Les Voisins du Tilleul",
        "Zoé Lambert",
        "Comité restreint",
        "Paul Comité restreint",
        "Trois communes cherchent une équipe.",
        "Écrire aux maires",
        "La mairie en prête une.",
        "Former dix bénévoles",
        "Le nord du département n'a pas d'équipe.",
        "la mairie d'Uzès",
        "rappeler",
        "Équipe du Tilleul",
        "Marthe Blanc",
        "« Fraternité des Âges du Gard » demande à signer la charte",
        "30 jours",
        "Journée départementale",
    ):
        assert words in text, words
    assert "Visite annulée" not in text


@pytest.mark.office
def test_the_document_of_a_cooperation_that_has_done_nothing_says_so(db: None, tmp_path: Path) -> None:  # noqa: ARG001 - asked for, for its effect
    (fresh,) = found_cooperations([NewCooperation(name="Coopération <neuve> #1")], by=BY)
    text = told(pack_pdf(read(fresh)), tmp_path)
    assert "Coopération <neuve> #1" in text
    assert "Sans étape" in text
    for words in (
        "Aucune demande n'attend de réponse.",
        "Aucun membre n'est inscrit.",
        "Le diagnostic partagé reste à écrire.",
        "Aucune date",
    ):
        assert words in text


@pytest.mark.office
def test_the_workbook_opens_with_a_sheet_for_each_thing(cast: Cast, tmp_path: Path) -> None:
    content = pack_xlsx(read(lived(cast)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == SHEETS
    cells = {name: [list(row) for row in book[name].values] for name in SHEETS}
    assert ["Les Voisins du Tilleul", "comité restreint", "Zoé Lambert", "zoe@exemple.fr"] in [
        row[:4] for row in cells["Membres"]
    ]
    assert any("grève" in row for row in cells["Réunions"])
    assert any("abandonnée" in row for row in cells["Décisions"])
    assert any("Odile Faure" in row for row in cells["Personnes"])
    assert any({"Équipe du Tilleul", "Marthe Blanc"} <= set(row) for row in cells["Équipes"])
    (tmp_path / "pack.xlsx").write_bytes(content)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "pack.xlsx"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    text = told((tmp_path / "pack.pdf").read_bytes(), tmp_path)
    assert "Les Voisins du Tilleul" in text
    assert "=2+2 reste un texte" in text


def test_an_empty_body_keeps_its_line(cast: Cast) -> None:
    set_up_body(cast.gard, kind="groupe-de-travail", name="Repérage", on=TODAY, by=BY)
    book = openpyxl.load_workbook(io.BytesIO(pack_xlsx(read(cast.gard))))
    assert any(row[0] == "Repérage" for row in book["Instances"].values)


def animator(cast: Cast) -> Author:
    """Return the animator of the Gard, who acts."""
    user = person("Odile Faure", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    return Author(at=NOW, user=user, role=Role.ANIMATOR)


def test_the_role_passes_from_one_to_the_next_on_the_chosen_day(cast: Cast) -> None:
    by = animator(cast)
    next_one = nobody_special("Karim Benali")
    passed = hand_over(cast.gard, name="Karim", email="Karim-Benali@exemple.fr", on=date(2017, 7, 1), by=by)
    given = passed.given
    assert given is not None
    assert (given.user, given.role, given.started_on) == (next_one, "animateur", TODAY)
    roles = Grant.objects.on(Perimeter("cooperation", cast.gard.slug))
    june = [grant.user.name for grant in roles.in_force(date(2017, 6, 30)).with_people()]
    july = [grant.user.name for grant in roles.in_force(date(2017, 7, 1)).with_people()]
    assert (june, july) == (["Karim Benali", "Odile Faure"], ["Karim Benali"])
    assert Entry.objects.about(cast.gard)[0].what == (
        "passe la main de « Coopération du Gard » à Karim Benali ; son rôle s'arrête le 1er\xa0juillet 2017"
    )


@pytest.mark.parametrize(
    ("email", "on", "sentence"),
    [
        ("odile-faure@exemple.fr", TODAY, "Cette adresse est la vôtre"),
        ("karim-benali@exemple.fr", date(2017, 5, 31), "est passé"),
    ],
)
def test_what_cannot_be_handed_over_says_why(cast: Cast, email: str, on: object, sentence: str) -> None:
    by = animator(cast)
    nobody_special("Karim Benali")
    with pytest.raises(Refused, match=sentence):
        hand_over(cast.gard, name="Karim", email=email, on=on, by=by)  # type: ignore[arg-type] # a day
    assert animator_grant(cast.gard, nobody_special("Odile Faure")) is not None


def test_someone_new_is_invited_and_the_role_passes_when_they_accept(cast: Cast) -> None:
    by = animator(cast)
    passed = hand_over(cast.gard, name="Inès Roux", email="INES@exemple.fr", on=TODAY, by=by)
    assert passed.given is None
    invitation = passed.sent.invitation if passed.sent else None
    assert invitation is not None
    assert (invitation.email, invitation.role, invitation.succeeds) == (
        "ines@exemple.fr",
        "animateur",
        by.user,
    )
    assert animator_grant(cast.gard, nobody_special("Odile Faure")) is not None
    accept_invitation(
        invitation,
        serial=invitation.serial,
        proves=True,
        name="Inès Roux",
        email="",
        signed_in=None,
        on=date(2017, 6, 3),
        by=Author(at=NOW),
    )
    left = Grant.objects.on(Perimeter("cooperation", cast.gard.slug)).in_force(date(2017, 6, 3))
    assert [grant.user.name for grant in left] == ["Inès Roux"]


@pytest.mark.parametrize("user", [True, False])
def test_only_the_animator_passes_the_hand(cast: Cast, user: bool) -> None:  # noqa: FBT001 - a parameter
    by = Author(at=NOW, user=nobody_special("Léa Petit") if user else None)
    with pytest.raises(Refused, match="seule la personne qui l'anime"):
        hand_over(cast.gard, name="Karim", email="karim@exemple.fr", on=TODAY, by=by)


ADDRESS = "/cooperations/cooperation-du-gard/animer/"


def test_the_pack_is_taken_by_the_animator_and_the_journal_says_so(client: Client, cast: Cast) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    for kind, first in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = client.post(f"{ADDRESS}dossier/{kind}/")
        assert answer.status_code == 200
        assert answer.content.startswith(first)
        assert (
            f"passation-cooperation-du-gard-{timezone.localdate():%Y-%m-%d}.{kind}"
            in answer["Content-Disposition"]
        )
        assert Entry.objects.about(cast.gard)[0].what.endswith(f"({kind.upper()})")
    assert client.post(f"{ADDRESS}dossier/docx/").status_code == 404


def test_reading_its_address_takes_nothing(client: Client, cast: Cast) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    before = Entry.objects.count()
    answer = client.get(f"{ADDRESS}dossier/pdf/")
    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}passer-la-main/")
    assert Entry.objects.count() == before


def test_a_member_reads_the_cockpit_and_takes_no_pack(client: Client, cast: Cast) -> None:
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug))
    assert client.get(ADDRESS).status_code == 200
    assert client.post(f"{ADDRESS}dossier/pdf/").status_code == 404
    assert client.get(f"{ADDRESS}passer-la-main/").status_code == 404


def test_once_handed_over_the_cockpit_is_closed_to_who_left(client: Client, cast: Cast) -> None:
    odile = sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Odile Faure")
    nobody_special("Karim Benali")
    page = client.get(f"{ADDRESS}passer-la-main/").content.decode()
    assert "Voici ce qui va se passer" in page
    answer = send(
        client,
        f"{ADDRESS}passer-la-main/",
        {"name": "Karim", "email": "karim-benali@exemple.fr", "on": f"{timezone.localdate():%Y-%m-%d}"},
    )
    assert (answer.status_code, answer["Location"]) == (303, "/accueil/")
    assert client.get(ADDRESS).status_code == 404
    assert animator_grant(cast.gard, odile) is None


@pytest.mark.usefixtures("cast")
def test_the_national_team_reads_what_handing_over_is_without_its_form(client: Client) -> None:
    sign_in(client, Role.OFFICER)
    page = client.get(f"{ADDRESS}passer-la-main/").content.decode()
    assert "Seule la personne qui anime" in page
    assert 'name="email"' not in page


def test_a_role_given_today_and_handed_over_today_never_held(cast: Cast) -> None:
    user = nobody_special("Odile Faure")
    by = Author(at=NOW, user=user, role=Role.ANIMATOR)
    grant_role(user, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), on=TODAY, by=by)
    nobody_special("Karim Benali")
    hand_over(cast.gard, name="Karim", email="karim-benali@exemple.fr", on=TODAY, by=by)
    left = Grant.objects.on(Perimeter("cooperation", cast.gard.slug)).in_force(TODAY)
    assert [grant.user.name for grant in left] == ["Karim Benali"]
