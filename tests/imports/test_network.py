"""Organisations, cooperations, teams, stages and carryings: created, changed, left."""

import datetime as dt
from pathlib import Path

import pytest

from maillage.common.facts import end_of_day
from maillage.imports.operations import RefusedRows
from maillage.network.models import (
    Affiliation,
    Carrying,
    Cooperation,
    CooperationCoverage,
    CooperationSituation,
    CooperationStageChange,
    Membership,
    Organisation,
    OrganisationSituation,
    Team,
    TeamCoverage,
    TeamStageChange,
)
from tests.imports.files import SIRET, csv_file, imported, outcomes

pytestmark = pytest.mark.django_db


def brought(folder: Path, kind: str, text: str, known_from: tuple[int, int, int] | None = None) -> list[str]:
    """Import a table and return what became of its lines."""
    return outcomes(imported(csv_file(folder, text), kind, known_from=known_from))


# Organisations


def test_an_organisation_is_created_changed_and_left(tmp_path: Path) -> None:
    full = f"""
        nom;nature;siret;rna;commune;code postal;membre depuis;collège;site;téléphone;courriel
        Amitié;CCAS;{SIRET};W301234567;Nîmes;30000;2015;signataires;exemple.fr;0466000000;a@exemple.fr
    """
    assert brought(tmp_path, "organisations", "nom;département\nAmitié;30") == ["create"]
    assert brought(tmp_path, "organisations", full) == ["change"]
    assert brought(tmp_path, "organisations", full) == ["same"]
    assert brought(tmp_path, "organisations", f"nom;siret;téléphone\nAmitié;{SIRET};") == ["same"]

    amitie = Organisation.objects.get()
    assert (amitie.siret, amitie.rna) == (SIRET, "W301234567")
    assert (amitie.website, amitie.telephone) == ("https://exemple.fr", "04 66 00 00 00")
    seat = OrganisationSituation.objects.believed().get()
    assert (seat.kind.code, seat.commune.name) == ("ccas-commune", "Nîmes")  # type: ignore[union-attr]
    assert Membership.objects.get().started_precision == "annee"


def test_an_organisation_found_by_its_siret_takes_its_new_name(tmp_path: Path) -> None:
    brought(tmp_path, "organisations", f"nom;siret\nAmitié;{SIRET}")

    assert brought(tmp_path, "organisations", f"nom;siret\nGrande Amitié;{SIRET}") == ["change"]

    renamed = Organisation.objects.get()
    assert (renamed.name, renamed.folded, renamed.slug) == ("Grande Amitié", "grande amitie", "amitie")


def test_an_older_register_completes_contacts_without_replacing_them(tmp_path: Path) -> None:
    brought(tmp_path, "organisations", "nom;téléphone;courriel\nAmitié;0466000000;", (2016, 1, 1))

    plan = imported(
        csv_file(tmp_path, "nom;téléphone;courriel\nAmitié;0499000000;a@exemple.fr"),
        "organisations",
        known_from=(2015, 1, 1),
    )

    assert plan.rows[0].changes == ("courriel : a@exemple.fr",)
    assert Organisation.objects.get().telephone == "04 66 00 00 00"


def test_a_seat_that_changes_keeps_the_one_that_was_known(tmp_path: Path) -> None:
    brought(tmp_path, "organisations", "nom;nature;commune;département\nAmitié;CLIC;Nîmes;30", (2015, 1, 1))

    plan = imported(
        csv_file(tmp_path, "nom;nature;département\nAmitié;mutuelle;46"),
        "organisations",
        known_from=(2016, 1, 1),
    )

    # Another département is another organisation of the same name, unless an identifier says otherwise.
    assert outcomes(plan) == ["create"]
    assert Organisation.objects.count() == 2


def test_an_organisation_that_moves_keeps_the_seat_that_was_known(tmp_path: Path) -> None:
    text = f"nom;siret;nature;commune;département\nAmitié;{SIRET};CLIC;Nîmes;30"
    brought(tmp_path, "organisations", text, (2015, 1, 1))
    moved = f"nom;siret;nature;département\nAmitié;{SIRET};mutuelle;46"

    plan = imported(csv_file(tmp_path, moved), "organisations", known_from=(2016, 1, 1))

    assert plan.rows[0].changes == (
        "nature : mutuelle au lieu de CLIC ; département : Lot au lieu de Gard ; commune :  au lieu de Nîmes",
    )
    then = OrganisationSituation.objects.known_at(end_of_day(dt.date(2015, 6, 1))).get()
    now = OrganisationSituation.objects.believed().get()
    assert (then.commune.name, then.kind.code) == ("Nîmes", "clic")  # type: ignore[union-attr]
    assert (now.departement.code, now.commune, now.kind.code) == ("46", None, "mutuelle")  # type: ignore[union-attr]
    assert brought(tmp_path, "organisations", moved, (2016, 1, 1)) == ["same"]
    assert brought(tmp_path, "organisations", text, (2015, 1, 1)) == ["same"]


def test_the_seat_of_an_older_document_is_known_since_it(tmp_path: Path) -> None:
    text = "nom;nature;département\nAmitié;CLIC;30"
    brought(tmp_path, "organisations", text, (2016, 1, 1))

    assert brought(tmp_path, "organisations", text, (2015, 1, 1)) == ["change"]
    assert brought(tmp_path, "organisations", text, (2015, 1, 1)) == ["same"]

    then = OrganisationSituation.objects.known_at(end_of_day(dt.date(2015, 6, 1))).get()
    assert then.departement.code == "30"  # type: ignore[union-attr]


def test_a_parent_may_come_further_down(tmp_path: Path) -> None:
    text = f"nom;siret;rattachée à\nAmitié du Gard;;{SIRET}\nAmitié du Lot;;Amitié de France\nAmitié de France;{SIRET};"

    assert brought(tmp_path, "organisations", text) == ["create", "create", "create"]
    assert brought(tmp_path, "organisations", text) == ["same", "same", "same"]
    assert {str(a) for a in Affiliation.objects.all()} == {
        "Amitié du Gard → Amitié de France",
        "Amitié du Lot → Amitié de France",
    }


def test_a_postal_code_alone_gives_the_commune_or_the_departement(tmp_path: Path) -> None:
    brought(tmp_path, "organisations", "nom;code postal\nA;30900\nB;46100\nC;30250")

    seats = {
        s.organisation.name: (s.commune.name if s.commune else None, s.departement.code)  # type: ignore[union-attr]
        for s in OrganisationSituation.objects.all()
    }
    assert seats["A"] == ("Nîmes", "30")
    assert seats["C"] == (None, "30")


# Cooperations and their stages


def test_a_cooperation_is_created_changed_and_left(tmp_path: Path) -> None:
    wider = "coopération;niveau;département;territoires;courriel\nGard;locale;30;"
    wider += "Gard (30) | 200066918 | 30189;c@exemple.fr"
    assert brought(tmp_path, "cooperations", "nom;département\nGard;30") == ["create"]
    assert brought(tmp_path, "cooperations", wider) == ["change"]
    assert brought(tmp_path, "cooperations", wider) == ["same"]

    assert CooperationSituation.objects.believed().get().level == "locale"
    assert {str(c.territory) for c in CooperationCoverage.objects.all()} == {
        "Gard",
        "Communauté d'agglomération Alès Agglomération",
        "Nîmes",
    }
    assert Cooperation.objects.get().email == "c@exemple.fr"


STAGES = """
    coopération;étape;depuis le;preuve;détail
    Gard;Lancée;10/12/2014;réunion;Journée départementale
    Gard;amorces;01/2014;;
    Gard;En cours de structuration;01/06/2014;Décision;
"""


def test_stages_are_created_changed_and_left(tmp_path: Path) -> None:
    brought(tmp_path, "cooperations", "nom\nGard")

    assert brought(tmp_path, "etapes", STAGES, (2015, 1, 1)) == ["create", "create", "create"]
    assert brought(tmp_path, "etapes", STAGES, (2015, 1, 1)) == ["same", "same", "same"]
    later = "coopération;étape;depuis le;preuve\nGard;lancee;11/12/2014;document"
    assert brought(tmp_path, "etapes", later, (2016, 1, 1)) == ["change"]

    launched = CooperationStageChange.objects.believed().get(stage="lancee")
    assert (launched.changed_on, launched.evidence_kind) == (dt.date(2014, 12, 11), "document")
    assert launched.evidence == "Journée départementale"
    amorce = CooperationStageChange.objects.get(stage="amorce")
    assert (amorce.changed_on, amorce.precision) == (dt.date(2014, 1, 1), "mois")


def test_a_stage_entered_again_after_another_is_a_second_entry(tmp_path: Path) -> None:
    brought(tmp_path, "cooperations", "nom\nGard")
    text = "coopération;étape;depuis le\nGard;active;2018\nGard;en sommeil;2016\nGard;active;2014"

    assert brought(tmp_path, "etapes", text) == ["create", "create", "create"]
    assert brought(tmp_path, "etapes", text) == ["same", "same", "same"]
    assert CooperationStageChange.objects.filter(stage="active").count() == 2


def test_the_same_stage_twice_without_another_between_is_refused(tmp_path: Path) -> None:
    brought(tmp_path, "cooperations", "nom\nGard")

    with pytest.raises(RefusedRows, match="la ligne 2 le dit déjà"):
        brought(tmp_path, "etapes", "coopération;étape;depuis le\nGard;active;2014\nGard;active;2015")


def test_a_stage_is_retracted(tmp_path: Path) -> None:
    brought(tmp_path, "cooperations", "nom\nGard")
    brought(tmp_path, "etapes", STAGES, (2015, 1, 1))
    wrong = "coopération;étape;depuis le;retrait\nGard;lancée;10/12/2014;annoncée trop tôt"

    assert brought(tmp_path, "etapes", wrong, (2015, 3, 1)) == ["change"]
    assert brought(tmp_path, "etapes", wrong, (2015, 3, 1)) == ["same"]

    assert CooperationStageChange.objects.get(stage="lancee").retraction_reason == "annoncée trop tôt"
    assert CooperationStageChange.objects.known_at(end_of_day(dt.date(2015, 2, 1))).count() == 3


def test_stages_of_teams_come_by_the_same_door(tmp_path: Path) -> None:
    brought(tmp_path, "equipes", "nom;département\nTilleul;30\nTilleul;46")

    assert brought(
        tmp_path, "etapes", "équipe;département;étape;depuis le\nTilleul;46;pacte adopté;2015"
    ) == ["create"]
    with pytest.raises(RefusedRows, match="2 fiches s'appellent"):
        brought(tmp_path, "etapes", "équipe;étape;depuis le\nTilleul;pacte;2015")
    with pytest.raises(RefusedRows, match="L'étape «\u00a0lancée\u00a0» n'existe pas"):
        brought(tmp_path, "etapes", "équipe;département;étape;depuis le\nTilleul;46;lancée;2015")
    with pytest.raises(RefusedRows, match="videz l'une des deux cases"):
        brought(tmp_path, "etapes", "équipe;coopération;étape;depuis le\nTilleul;Gard;lancée;2015")
    with pytest.raises(RefusedRows, match="Le nom manque"):
        brought(tmp_path, "etapes", "équipe;étape;depuis le\n;idée;2015")


# Teams and who carries them


def test_a_team_is_created_changed_and_left(tmp_path: Path) -> None:
    full = """
        nom;commune;département;territoires;activités;émergente le;reconnue le;en sommeil le;téléphone
        Tilleul;Nîmes;30;Nîmes | Alès;Visites, appels;01/2015;15/06/2015;;01 99 00 12 34
    """
    asleep = "nom;département;en sommeil le;close le\nTilleul;30;2018;2019"
    assert brought(tmp_path, "equipes", "nom;département\nTilleul;30") == ["create"]
    assert brought(tmp_path, "equipes", full) == ["change"]
    assert brought(tmp_path, "equipes", full) == ["same"]
    assert brought(tmp_path, "equipes", asleep) == ["change"]

    team = Team.objects.get()
    assert (team.activities, team.telephone) == ("Visites, appels", "01 99 00 12 34")
    assert {str(c.territory) for c in TeamCoverage.objects.all()} == {"Nîmes", "Alès"}
    assert list(TeamStageChange.objects.order_by("changed_on").values_list("stage", "precision")) == [
        ("emergente", "mois"),
        ("reconnue", "jour"),
        ("en-sommeil", "annee"),
        ("close", "annee"),
    ]


def carried(folder: Path) -> None:
    """Bring a signatory and a team."""
    brought(folder, "signatures", "organisation;signée le\nAmitié;27/01/2014", (2015, 1, 1))
    brought(folder, "equipes", "nom;département\nTilleul;30", (2015, 1, 1))


def test_a_carrying_is_created_changed_left_and_retracted(tmp_path: Path) -> None:
    carried(tmp_path)
    text = "équipe;porteur;depuis le\nTilleul;Amitié;01/03/2014"

    assert brought(tmp_path, "portages", text, (2015, 1, 1)) == ["create"]
    assert brought(tmp_path, "portages", text, (2015, 1, 1)) == ["same"]
    ended = "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;01/03/2014;01/03/2016"
    assert brought(tmp_path, "portages", ended, (2016, 6, 1)) == ["change"]
    wrong = "équipe;porteur;depuis le;retrait\nTilleul;Amitié;01/03/2014;autre équipe"
    assert brought(tmp_path, "portages", wrong, (2017, 1, 1)) == ["change"]
    assert brought(tmp_path, "portages", wrong, (2017, 1, 1)) == ["same"]

    ends = [
        [c.ended_on for c in Carrying.objects.known_at(end_of_day(dt.date(year, 12, 31)))]
        for year in (2015, 2016, 2017)
    ]
    assert ends == [[None], [dt.date(2016, 3, 1)], []]


def test_a_carrying_may_pass_by_the_signature_of_the_team(tmp_path: Path) -> None:
    brought(tmp_path, "organisations", "nom\nAmitié")
    brought(tmp_path, "equipes", "nom\nTilleul")
    brought(tmp_path, "signatures", "équipe;signée le\nTilleul;01/02/2015")

    assert brought(tmp_path, "portages", "équipe;porteur;depuis le\nTilleul;Amitié;01/03/2015") == ["create"]
    with pytest.raises(RefusedRows, match="ne peut pas porter"):
        brought(tmp_path, "portages", "équipe;porteur;depuis le\nTilleul;Amitié;01/01/2015")


def test_an_end_before_the_start_that_is_known_is_refused(tmp_path: Path) -> None:
    carried(tmp_path)
    brought(tmp_path, "portages", "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;01/03/2014;01/06/2014")

    with pytest.raises(RefusedRows, match=r"La fin .* ne suit pas le début"):
        brought(
            tmp_path, "portages", "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;01/03/2014;01/03/2014"
        )


def test_a_correction_that_meets_another_period_is_refused(tmp_path: Path) -> None:
    carried(tmp_path)
    periods = (
        "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;03/2014;06/2014\nTilleul;Amitié;09/2014;12/2014"
    )
    brought(tmp_path, "portages", periods)

    with pytest.raises(RefusedRows, match="plusieurs faits du registre touchent ces dates"):
        brought(tmp_path, "portages", "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;05/2014;10/2014")
    with pytest.raises(RefusedRows, match="plusieurs faits du registre touchent ces dates"):
        brought(tmp_path, "portages", "équipe;porteur;depuis le;jusqu'au\nTilleul;Amitié;03/2014;01/10/2014")
    with pytest.raises(RefusedRows, match=r"«.Amitiés.*n'est pas dans le registre.*Vouliez-vous dire"):
        brought(tmp_path, "portages", "équipe;porteur;depuis le\nTilleul;Amitiés;2014")
