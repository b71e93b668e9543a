"""What waits for a person: each source tells what they may do, the oldest first, and nothing of what is elsewhere."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.network.models import (
    Campaign,
    CampaignTeam,
    ChangeProposal,
    Commitment,
    Confirmation,
    Meeting,
    MeetingDecision,
)
from maillage.network.reach import wearing
from maillage.portal.spaces import spaces_of
from maillage.portal.tasks import Task, tasks_of
from maillage.supports.models import AidApplication
from maillage.supports.operations.aid_decisions import ask_what_is_missing, examine, give_opinion
from maillage.tallies.models import Period
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import person, sign_in
from tests.cast import Cast, date, instant
from tests.network.waiting import ask_to_recognise, ask_to_sign
from tests.portal.reading import read
from tests.supports.aids import asking
from tests.supports.training_desk import holding
from tests.tallies.sheets import declared

TODAY, NOW = date(2017, 6, 1), instant(2017, 6, 1)
GARD = Perimeter("cooperation", "cooperation-du-gard")
ALES = Perimeter("cooperation", "cooperation-du-pays-d-ales")
TILLEUL = Perimeter("equipe", "equipe-du-tilleul")
VOISINS = Perimeter("porteur", "les-voisins-du-tilleul")


def waiting(user: User, *, strong: bool = True) -> list[Task]:
    return tasks_of(wearing(user, today=TODAY, strong=strong), at=NOW)


def told(user: User) -> list[tuple[str, str, dt.date | None]]:
    return [(task.sentence, task.url, task.since) for task in waiting(user)]


@pytest.mark.usefixtures("cast")
def test_nothing_waits_for_who_has_nothing_to_do() -> None:
    for role, perimeter in ((Role.OFFICER, FRANCE), (Role.ANIMATOR, GARD), (Role.LEAD, TILLEUL)):
        assert waiting(person("Anne Martin", role, perimeter)) == []


def test_signing_files_wait_for_officers(cast: Cast) -> None:
    officer, animator = person("Aïcha", Role.OFFICER), person("Nadia", Role.ANIMATOR, GARD)
    ask_to_sign(cast.branche)
    assert told(officer) == [
        ("1 dossier de signature attend une réponse.", "/dossiers/", date(2017, 3, 1)),
    ]
    ask_to_sign(cast.nomade, instant(2017, 2, 3))
    assert told(officer) == [
        ("2 dossiers de signature attendent une réponse.", "/dossiers/", date(2017, 2, 3)),
    ]
    assert waiting(officer, strong=False) == []
    assert told(animator) == []


def test_teams_that_ask_to_be_recognised_wait_for_who_may(cast: Cast) -> None:
    gard, ales = person("Nadia", Role.ANIMATOR, GARD), person("Luc", Role.ANIMATOR, ALES)
    ask_to_recognise(cast.tilleul)
    work = reverse("work_team", args=["equipe-du-tilleul"])
    assert told(gard) == [
        ("L'équipe « Équipe du Tilleul » demande à être reconnue.", work, date(2017, 4, 1)),
    ]
    assert told(ales) == []
    ask_to_recognise(cast.barachois, instant(2017, 5, 1))
    officer = person("Aïcha", Role.OFFICER)
    assert told(officer) == [("2 équipes demandent à être reconnues.", work, date(2017, 4, 1))]


def test_proposals_wait_for_who_may_change_the_sheet(cast: Cast) -> None:
    lead, other = person("Marcel", Role.LEAD, TILLEUL), person("Luc", Role.ANIMATOR, ALES)
    ChangeProposal.objects.create(
        team=cast.tilleul, field="telephone", value="0102030405", submitted_at=instant(2017, 5, 30)
    )
    assert told(lead) == [
        ("1 changement vous est proposé sur une fiche.", "/propositions/", date(2017, 5, 30)),
    ]
    assert told(other) == []


def test_late_decisions_wait_for_the_animator(cast: Cast) -> None:
    meeting = Meeting.objects.create(cooperation=cast.gard, title="Comité", on=date(2017, 1, 10))
    for words, due, done in (
        ("Appeler", date(2017, 5, 1), None),
        ("Écrire", TODAY, None),
        ("Louer", date(2017, 2, 1), date(2017, 1, 30)),
        ("Réfléchir", None, None),
    ):
        MeetingDecision.objects.create(meeting=meeting, words=words, due_on=due, done_on=done)
    assert told(person("Nadia", Role.ANIMATOR, GARD)) == [
        (
            "1 décision de votre coopération a dépassé sa date.",
            reverse("cockpit_decisions", args=["cooperation-du-gard"]),
            date(2017, 5, 1),
        ),
    ]
    assert told(person("Luc", Role.ANIMATOR, ALES)) == []


def test_the_yearly_question_waits_for_the_lead(cast: Cast) -> None:
    lead = person("Marcel", Role.LEAD, TILLEUL)
    asked = Confirmation.objects.create(team=cast.tilleul, year=2017, asked_at=instant(2017, 4, 2))
    Confirmation.objects.create(team=cast.tilleul, year=2016, asked_at=instant(2016, 4, 2))
    Confirmation.objects.create(team=cast.barachois, year=2017)
    url = reverse("note_answer", args=["equipe-du-tilleul"])
    assert told(lead) == [("Dites si l'équipe « Équipe du Tilleul » vit toujours.", url, date(2017, 4, 2))]
    Confirmation.objects.filter(pk=asked.pk).update(asked_at=None)
    assert told(lead)[0][2] is None
    Confirmation.objects.filter(pk=asked.pk).update(
        answer="vit", confirmed_on=TODAY, confirmed_at=NOW, confirmed_by="Marcel"
    )
    assert told(lead) == []


def test_commitments_wait_for_the_carrier(cast: Cast) -> None:
    manager = person("Hélène", Role.CARRIER, VOISINS)
    for organisation in (cast.voisins, cast.ccas):
        Commitment.objects.create(
            organisation=organisation,
            kind="humain",
            description="Deux bénévoles",
            starts_on=date(2016, 1, 1),
        )
    assert told(manager) == [
        (
            "1 engagement de votre organisation attend des nouvelles.",
            "/espace/engagements/",
            date(2016, 1, 1),
        ),
    ]


def test_the_oldest_comes_first_and_three_are_shown(client: Client, cast: Cast) -> None:
    officer = sign_in(client, Role.OFFICER, name="Aïcha Benali")
    ask_to_sign(cast.branche, instant(2017, 5, 20))
    ask_to_recognise(cast.tilleul, instant(2017, 1, 5))
    ChangeProposal.objects.create(
        team=cast.tilleul, field="telephone", value="0102030405", submitted_at=instant(2017, 3, 1)
    )
    assert [task.since for task in waiting(officer)] == [
        date(2017, 1, 5),
        date(2017, 3, 1),
        date(2017, 5, 20),
    ]
    page = read(client, "/accueil/")
    assert "Bonjour Aïcha" in page
    assert "L'équipe « Équipe du Tilleul » demande à être reconnue." in page.replace("\u202f", " ").replace(
        "\xa0", " "
    )


@pytest.mark.usefixtures("cast")
def test_each_hat_leads_to_where_one_works() -> None:
    def titles(role: Role, perimeter: Perimeter) -> list[str]:
        user = person(f"P{role}", role, perimeter)
        return [str(space.title) for space in spaces_of(wearing(user, today=TODAY, strong=True))]

    assert titles(Role.ANIMATOR, GARD)[:2] == ["Coopération du Gard", "Mes équipes"]
    assert "Le travail national" in titles(Role.OFFICER, FRANCE)
    assert "Le travail national" not in titles(Role.AUDITOR, FRANCE)
    assert titles(Role.FUNDER, Perimeter("departement", "30"))[0] == "Gard"
    assert "Mes messages" in titles(Role.MEMBER, GARD)


def test_teams_to_call_wait_for_the_animator(cast: Cast) -> None:
    campaign = Campaign.objects.create(year=2017, perimeter_kind="france", opened_at=instant(2017, 4, 1))
    CampaignTeam.objects.create(campaign=campaign, team=cast.tilleul, year=2017, asked_at=instant(2017, 4, 3))
    for team, by_email in ((cast.guillotiere, False), (cast.causse, True)):
        CampaignTeam.objects.create(
            campaign=campaign, team=team, year=2017, asked_at=instant(2017, 4, 1), by_email=by_email
        )
    calls = reverse("campaign_calls", args=[campaign.pk])
    sentence = "1 équipe attend un appel pour sa confirmation de l'année."
    animator = person("Nadia", Role.ANIMATOR, GARD)
    assert told(animator) == [(sentence, calls, date(2017, 4, 3))]
    assert told(person("Aïcha", Role.OFFICER)) == [
        ("2 équipes attendent un appel pour leur confirmation de l'année.", calls, date(2017, 4, 1)),
    ]
    Confirmation.objects.create(
        team=cast.tilleul, year=2017, answer="vit", confirmed_on=TODAY, confirmed_at=NOW, confirmed_by="Luc"
    )
    assert told(animator) == []


@pytest.mark.parametrize(
    ("role", "perimeter", "path", "there"),
    [
        (Role.ANIMATOR, GARD, "/equipes/equipe-du-tilleul/", True),
        (Role.ANIMATOR, ALES, "/equipes/equipe-du-tilleul/", False),
        (Role.LEAD, TILLEUL, "/cooperations/cooperation-du-gard/", False),
        (Role.MEMBER, GARD, "/cooperations/cooperation-du-gard/", True),
        (Role.CARRIER, VOISINS, "/organisations/les-voisins-du-tilleul/", True),
        (Role.CARRIER, VOISINS, "/organisations/ccas-d-ales/", False),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_public_sheet_leads_to_the_work_behind_it(
    client: Client, role: Role, perimeter: Perimeter, path: str, *, there: bool
) -> None:
    assert "Travailler sur cette fiche" not in client.get(path).content.decode()
    sign_in(client, role, perimeter)
    assert ("Travailler sur cette fiche" in client.get(path).content.decode()) is there


def test_aids_wait_for_who_asks_examines_speaks_and_decides(cast: Cast) -> None:
    lead, other = person("Marcel", Role.LEAD, TILLEUL), person("Hélène", Role.CARRIER, VOISINS)
    examiner, judge = person("Lucie", Role.INSTRUCTOR), person("Jean", Role.DECIDER)
    officer, animator = person("Aïcha", Role.OFFICER), person("Nadia", Role.ANIMATOR, GARD)
    aid = asking.scheme()
    mine, far = asking.submitted(aid, cast.tilleul), asking.submitted(aid, cast.causse)
    two = ("2 demandes d'aide attendent d'être lues.", "/demandes-d-aide/?etat=submitted", asking.DAY)
    assert told(examiner) == [two]
    assert told(officer) == [two]
    assert told(animator) == [
        ("1 demande d'aide attend l'avis de votre coopération.", "/demandes-d-aide/", asking.DAY)
    ]
    give_opinion(mine, cast.gard, word="favorable", words="", on=asking.DAY, by=asking.HOUSE)
    assert told(animator) == []
    assert told(lead) == []

    ask_what_is_missing(mine, "Quel jour ?", on=asking.DAY, by=asking.HOUSE)
    question = (
        "Une question vous est posée sur la demande d'aide « Coup de pouce 2017 » de « Équipe du Tilleul »."
    )
    assert told(lead) == told(other) == [(question, f"/mes-aides/{mine.pk}/", None)]
    assert [task.url for task in waiting(officer)] == ["/demandes-d-aide/?etat=submitted"]

    examine(far, proposed_cents=50_000, words="", on=asking.DAY, by=asking.HOUSE)
    assert told(judge) == [
        ("1 demande d'aide attend une décision.", "/demandes-d-aide/?etat=examined", asking.DAY)
    ]
    assert told(examiner) == []

    AidApplication.objects.filter(pk=mine.pk).update(
        state="paid", report_due_on=TODAY + dt.timedelta(days=31)
    )
    assert told(lead) == []
    AidApplication.objects.filter(pk=mine.pk).update(report_due_on=TODAY + dt.timedelta(days=30))
    ((sentence, url, since),) = told(lead)
    assert (
        sentence == "Dites en une page ce que l'aide « Coup de pouce 2017 » a permis à « Équipe du Tilleul »."
    )
    assert (url, since) == (f"/mes-aides/{mine.pk}/", TODAY + dt.timedelta(days=30))


def test_a_session_that_is_over_waits_for_who_keeps_its_presences(cast: Cast) -> None:
    animator, away = person("Nadia", Role.ANIMATOR, GARD), person("Ana", Role.ANIMATOR, ALES)
    session = holding.opened(cast)
    assert told(animator) == [
        (
            "1 session de formation est finie : dites qui est venu.",
            f"/mes-formations/{session.pk}/",
            holding.DAY,
        )
    ]
    assert told(away) == []
    holding.opened(cast)
    assert told(animator)[0][:2] == (
        "2 sessions de formation sont finies : dites qui est venu.", "/mes-formations/"
    )  # fmt: skip


@pytest.mark.usefixtures("cast")
def test_the_desks_of_aids_are_where_one_works() -> None:
    def urls(role: Role, perimeter: Perimeter) -> set[str]:
        user = person(f"P{role}", role, perimeter)
        return {space.url for space in spaces_of(wearing(user, today=TODAY, strong=True))}

    assert "/mes-aides/" in urls(Role.LEAD, TILLEUL)
    assert "/mes-formations/" in urls(Role.TRAINER, GARD)
    assert "/demandes-d-aide/" in urls(Role.INSTRUCTOR, FRANCE)
    assert {"/mes-aides/", "/demandes-d-aide/", "/aides-a-mener/"} <= urls(Role.OFFICER, FRANCE)
    assert not {"/mes-aides/", "/aides-a-mener/"} & urls(Role.AUDITOR, FRANCE)


def test_the_tally_of_the_month_waits_for_who_stands_for_the_team(cast: Cast) -> None:
    lead, officer = person("Marcel", Role.LEAD, TILLEUL), person("Aïcha", Role.OFFICER)
    later = instant(2017, 6, 2)

    def tasks(user: User) -> list[Task]:
        return tasks_of(wearing(user, today=later.date(), strong=True), at=later)

    (task,) = tasks(lead)
    assert task.sentence == "Le relevé de « Équipe du Tilleul » attend : mai\u00a02017."
    assert (task.url, task.since) == ("/mes-equipes/equipe-du-tilleul/releves/2017-05/", date(2017, 6, 1))
    assert tasks(officer) == []
    declared(cast.tilleul, Period(date(2017, 5, 1)), on=later.date())
    assert tasks(lead) == []
