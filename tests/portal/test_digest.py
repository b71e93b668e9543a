"""The letter of the week: one a person, what waits and what happened, nothing when there is nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import Grant, JournalHead, User
from maillage.accounts.operations import NewInvitation, invite, record, revoke_role, seal_holds
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.common.jobs import run_jobs
from maillage.common.mail import Recipient, stop
from maillage.common.models import JobRun, Message
from maillage.portal.digest import KIND, weekly_batch
from maillage.portal.jobs import NAME, weekly_digest
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import HOUSE, give, nobody_special, person, sign_in
from tests.cast import Cast, instant
from tests.portal.reading import read

pytestmark = pytest.mark.django_db

GARD = Perimeter("cooperation", "cooperation-du-gard")
ALES = Perimeter("cooperation", "cooperation-du-pays-d-ales")
TILLEUL = Perimeter("equipe", "equipe-du-tilleul")
MONDAY = instant(2017, 6, 5, 6)
WEEK_BEFORE = instant(2017, 5, 31)


def letters(at: dt.datetime = MONDAY) -> dict[str, Recipient]:
    return {letter.to.name: letter for letter in weekly_batch(at)}


def happened(cast: Cast, at: dt.datetime = WEEK_BEFORE, why: str = "") -> None:
    """Let an officer recognise the team of Nîmes."""
    officer = nobody_special("Aïcha Benali")
    record(
        Author(at=at, user=officer, role=Role.OFFICER),
        "a reconnu l'équipe %(team)s",
        cast.tilleul,
        why=why,
        team=cast.tilleul,
    )


def test_one_letter_a_person_whatever_their_hats(cast: Cast) -> None:
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    give(anne, Role.LEAD, TILLEUL)
    person("Luc Bonnet", Role.ANIMATOR, ALES)
    happened(cast, why="projet clair.")
    found = letters()
    assert list(found) == ["Anne Martin"]
    letter = found["Anne Martin"]
    assert (letter.to.email, letter.to.user_id) == (anne.email, anne.pk)
    assert letter.key == f"lettre:{anne.pk}:2017-23"
    assert "Bonjour Anne Martin," in letter.text
    assert "Cette semaine, du 29\u00a0mai 2017 au 4\u00a0juin 2017 :" in letter.text
    assert (
        "- Le 31\u00a0mai 2017, Aïcha Benali (chargé de mission national) a reconnu l'équipe Équipe du Tilleul. "
        "Motif : projet clair."
    ) in letter.text
    assert "Votre espace : http://localhost:8000/accueil/" in letter.text
    assert letter.because == (
        "Vous recevez ce message chaque semaine parce que vous avez un rôle ici : "
        "animateur de coopération et référent de l'équipe (bénévole)."
    )


def test_only_the_week_before_is_told(cast: Cast) -> None:
    person("Anne Martin", Role.ANIMATOR, GARD)
    for at in (instant(2017, 5, 28), instant(2017, 6, 5, 0)):
        happened(cast, at)
    assert letters() == {}
    happened(cast, instant(2017, 6, 4, 20))
    assert "4\u00a0juin" in letters()["Anne Martin"].text


def test_what_waits_is_told_even_when_nothing_happened(cast: Cast) -> None:  # noqa: ARG001 - for its places
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    new = NewInvitation(name="Claire", email="c@exemple.fr", role=Role.MEMBER, perimeter=GARD, place="Gard")
    invite(new, by=Author(at=instant(2017, 5, 1), user=anne, role=Role.ANIMATOR))
    text = letters()["Anne Martin"].text
    assert "Une chose vous attend :" in text
    assert (
        "- L'invitation de Claire n'a pas servi : elle n'est plus valable.\n  La renvoyer : http://" in text
    )
    assert "Cette semaine" not in text


def test_many_lines_are_cut_and_counted(cast: Cast) -> None:
    person("Anne Martin", Role.ANIMATOR, GARD)
    for _line in range(12):
        happened(cast)
    text = letters()["Anne Martin"].text
    assert text.count("a reconnu l'équipe") == 10
    assert "… et 2 autres lignes." in text


def test_those_who_watch_get_the_seal(cast: Cast) -> None:
    person("Victor Meunier", Role.AUDITOR)
    person("Anne Martin", Role.ANIMATOR, GARD)
    happened(cast)
    head = JournalHead.objects.get()
    found = letters()
    assert (
        f"le sceau de la ligne {head.number} du journal commence par {head.digest[:12]}"
        in found["Victor Meunier"].text
    )
    assert "sceau" not in found["Anne Martin"].text
    assert seal_holds(head.number, head.digest[:12])


def test_those_who_left_stopped_it_or_have_no_role_get_nothing(cast: Cast) -> None:
    for name in ("Anne", "Claire", "Luc", "Zoé"):
        person(name, Role.ANIMATOR, GARD)
    nobody_special("Paul")
    happened(cast)
    User.objects.filter(name="Anne").update(is_active=False)
    revoke_role(Grant.objects.get(user__name="Claire"), on=dt.date(2017, 1, 1), reason="départ", by=HOUSE)
    stop("luc@exemple.fr", KIND, at=MONDAY)
    assert list(letters()) == ["Zoé"]


def test_it_is_written_once_a_week(cast: Cast) -> None:
    person("Anne Martin", Role.ANIMATOR, GARD)
    happened(cast)
    assert weekly_digest(MONDAY) == 1
    assert weekly_digest(MONDAY) == 0
    message = Message.objects.get()
    assert (message.kind, message.subject) == ("resume-hebdomadaire", "Votre semaine dans le réseau")
    happened(cast, instant(2017, 6, 7))
    assert weekly_digest(instant(2017, 6, 12, 6)) == 1


def test_a_worker_that_slept_on_monday_writes_it_the_first_day_after(cast: Cast) -> None:
    person("Anne Martin", Role.ANIMATOR, GARD)
    happened(cast)
    tuesday, wednesday = instant(2017, 6, 6, 6), instant(2017, 6, 7, 6)
    run_jobs(tuesday)
    assert Message.objects.count() == 1
    assert JobRun.objects.get(name=NAME, day=dt.date(2017, 6, 6)).error == ""
    person("Luc Bonnet", Role.ANIMATOR, GARD)
    run_jobs(wednesday)
    assert Message.objects.count() == 1
    JobRun.objects.filter(name=NAME).update(error="panne")
    assert weekly_digest(instant(2017, 6, 8, 6)) == 1


def test_the_preview_says_who_will_get_what(client: Client, cast: Cast) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    assert client.get("/lettre-de-la-semaine/").status_code == 404
    sign_in(client, Role.AUDITOR, name="Victor Meunier")
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    happened(cast, timezone.now() - dt.timedelta(days=(timezone.localdate() - monday).days + 1))
    said = read(client, "/lettre-de-la-semaine/")
    assert "2 personnes vont recevoir ce message" in said
    assert "anne-martin@exemple.fr" in said
    assert not Message.objects.exists()
