"""An alert, from its start to what was learned: what is asked, counted, corrected, refused."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import Entry
from maillage.alerts.models import Alert, AlertTeam, DailyCount, Told, days_of, whole_of
from maillage.alerts.operations.alerts import (
    Numbers,
    give_numbers,
    renew_link,
    revoke_link,
    start_alert,
    stop_alert,
)
from maillage.common.errors import Refused
from maillage.common.links import sealed
from maillage.common.mail import MAY_STOP, SECRET, family
from maillage.common.models import Message
from tests.alerts.calling import (
    BY,
    STARTS,
    TODAY,
    asked,
    at,
    call,
    given,
    led,
    link_in,
    more_teams,
    numbers,
    started,
)
from tests.cast import Cast, date

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)


def test_the_teams_that_are_awake_are_asked_each_with_its_own_link(cast: Cast) -> None:
    led(cast.tilleul)
    others = more_teams(2)
    alert = started(cast, message="Passez aussi voir les caves fraîches.")
    assert {row.team for row in AlertTeam.objects.all()} == {cast.tilleul, *others}
    letter = Message.objects.get()  # the two others have nobody to write to
    assert (letter.subject, letter.to_email) == ("Alerte : canicule", "luc@exemple.fr")
    for words in ("Coopération du Gard lance une alerte", "vigilance orange", "caves fraîches", "le 15"):
        assert words in letter.text
    token = link_in(letter).split("/")[3]
    row = asked(alert, cast.tilleul)
    assert row.digest == sealed(token)
    assert token not in row.digest
    assert AlertTeam.objects.opened_by(token) == row
    assert "a lancé l'alerte « canicule » auprès de 3 équipes" in Entry.objects.latest("number").what


def test_its_letters_cannot_be_stopped_and_their_text_is_erased(cast: Cast) -> None:
    led(cast.tilleul)
    started(cast)
    kind = Message.objects.get().kind
    assert family(kind) not in MAY_STOP
    assert family(kind) in SECRET


def test_what_is_refused_when_it_starts(cast: Cast) -> None:
    for told, words in (
        ({"kind": "inondation"}, "choisissez dans les listes"),
        ({"level": "violet"}, "choisissez dans les listes"),
        ({"starts_on": date(2018, 7, 20)}, "à une semaine près"),
        ({"starts_on": date(2018, 8, 20)}, "à une semaine près"),
        ({"message": "Appelez Mme Durand"}, "le nom d'une personne"),
    ):
        with pytest.raises(Refused, match=words):
            start_alert(cast.gard, call(**told), on=STARTS, by=at(STARTS))
    with pytest.raises(Refused, match="Aucune équipe active"):
        start_alert(cast.nord, call(), on=STARTS, by=at(STARTS))
    assert not Alert.objects.exists()
    started(cast)
    with pytest.raises(Refused, match="« canicule » est déjà en cours"):
        started(cast)
    assert started(cast, kind="epidemie").kind == "epidemie"


def test_a_team_gives_its_numbers_and_corrects_them(cast: Cast) -> None:
    row = asked(started(cast), cast.tilleul)
    first = given(row)
    assert (first.missed, first.relayed, first.volunteers) == (3, None, None)
    assert given(row) == first  # said twice, written once
    second = given(row, reached=16, relayed=1, volunteers=3)
    believed = DailyCount.objects.believed().get()
    assert (believed, believed.reached, believed.relayed) == (second, 16, 1)
    assert DailyCount.objects.count() == 2
    first.refresh_from_db()
    assert first.retraction_reason == "nombres corrigés"
    entry = Entry.objects.latest("number").what
    assert "a corrigé les nombres de l'équipe Équipe du Tilleul pour le 3" in entry


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"called": -1}, "jamais négatif"),
        ({"relayed": -2}, "jamais négatif"),
        ({"to_call": 2_001}, "un chiffre est sans doute de trop"),
        ({"volunteers": 50_000}, "un chiffre est sans doute de trop"),
        ({"called": 21}, "plus de personnes que vous n'en aviez à appeler : 21 contre 20"),
        ({"reached": 19}, "joint plus de personnes que vous n'en avez appelé : 19 contre 18"),
        ({"relayed": 19}, "transmis plus de situations que d'appels : 19 contre 18"),
    ],
)
def test_numbers_that_cannot_be(cast: Cast, told: dict[str, int], words: str) -> None:
    row = asked(started(cast), cast.tilleul)
    with pytest.raises(Refused, match=words):
        given(row, TODAY, **told)
    assert not DailyCount.objects.exists()


def test_days_that_are_not_of_the_alert(cast: Cast) -> None:
    alert = started(cast)
    row = asked(alert, cast.tilleul)
    for day, words in ((TOMORROW, "n'est pas encore passé"), (date(2018, 7, 31), "a commencé le 1er")):
        with pytest.raises(Refused, match=words):
            give_numbers(row, day, numbers(), on=TODAY, by=BY)
    stop_alert(alert, stopped_on=date(2018, 8, 2), lessons="", on=TODAY, by=BY)
    with pytest.raises(Refused, match="s'est arrêtée le 2"):
        give_numbers(row, TODAY, numbers(), on=TODAY, by=BY)
    assert give_numbers(row, date(2018, 8, 2), numbers(), on=TODAY, by=BY).called == 18


def test_the_database_refuses_what_cannot_be(cast: Cast) -> None:
    row = asked(started(cast), cast.tilleul)
    made = given(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        DailyCount.objects.filter(pk=made.pk).update(reached=made.called + 1)


def test_sums_say_how_many_teams_they_add_up_and_the_rest_is_unknown(cast: Cast) -> None:
    others = more_teams(2)
    alert = started(cast)
    given(asked(alert, cast.tilleul), relayed=1, volunteers=3)
    given(asked(alert, others[0]), to_call=10, called=10, reached=4)
    given(asked(alert, others[0]), day=STARTS, to_call=5, called=5, reached=5)
    days = days_of(alert, today=TODAY)
    assert [day.on for day in days] == [TODAY, date(2018, 8, 2), STARTS]
    today, between, first = days
    assert (today.answered, today.asked, today.to_call.total, today.called.total) == (2, 3, 30, 28)
    assert (today.reached.total, today.missed.total) == (19, 9)
    assert (today.relayed, today.volunteers) == (Told(total=1, teams=1), Told(total=3, teams=1))
    assert (between.answered, between.called.total, between.rate) == (0, None, 0)
    assert (first.answered, first.relayed.total) == (1, None)
    assert today.rate is not None
    assert round(today.rate, 2) == 0.67
    whole = whole_of(alert)
    assert (whole.answered, whole.called.total) == (2, 33)
    AlertTeam.objects.exclude(pk__in=DailyCount.objects.values("of")).delete()
    assert days_of(alert, today=date(2018, 7, 30)) == []
    DailyCount.objects.all().delete()
    AlertTeam.objects.all().delete()
    assert whole_of(alert).rate is None


def test_it_stops_with_what_was_learned(cast: Cast) -> None:
    led(cast.tilleul)
    alert = started(cast)
    given(asked(alert, cast.tilleul))
    for day, lessons, words in (
        (date(2018, 7, 31), "", "entre le 1er"),
        (TOMORROW, "", "entre le 1er"),
        (date(2018, 8, 2), "", "a donné ses nombres pour le 3"),
        (TODAY, "écrire à M. Petit", "le nom d'une personne"),
    ):
        with pytest.raises(Refused, match=words):
            stop_alert(alert, stopped_on=day, lessons=lessons, on=TODAY, by=BY)
    stop_alert(alert, stopped_on=TODAY, lessons="Appeler tôt le matin.", on=TODAY, by=BY)
    alert.refresh_from_db()
    assert (alert.stopped_on, alert.lessons, alert.is_running) == (TODAY, "Appeler tôt le matin.", False)
    letter = Message.objects.get(kind="alerte-fin")
    assert letter.subject == "L'alerte est terminée : canicule"
    assert "Appeler tôt le matin." in letter.text
    with pytest.raises(Refused, match="s'est déjà arrêtée"):
        stop_alert(alert, stopped_on=TODAY, lessons="", on=TODAY, by=BY)
    assert started(cast).is_running  # another may start


def test_a_link_is_taken_back_or_sent_again(cast: Cast) -> None:
    led(cast.tilleul)
    (other,) = more_teams(1)
    alert = started(cast)
    row = asked(alert, cast.tilleul)
    token = link_in(Message.objects.get()).split("/")[3]
    revoke_link(row, by=BY)
    assert AlertTeam.objects.opened_by(token) is None
    with pytest.raises(Refused, match="est déjà retiré"):
        revoke_link(row, by=BY)
    assert renew_link(row, on=TODAY, by=BY) == 1
    fresh = link_in(Message.objects.latest("pk")).split("/")[3]
    assert AlertTeam.objects.opened_by(token) is None
    assert AlertTeam.objects.opened_by(fresh) == row
    with pytest.raises(Refused, match="n'a d'adresse électronique"):
        renew_link(asked(alert, other), on=TODAY, by=BY)
    stop_alert(alert, stopped_on=TODAY, lessons="", on=TODAY, by=BY)
    with pytest.raises(Refused, match="il n'y a plus de lien à envoyer"):
        renew_link(row, on=TODAY, by=BY)


def test_numbers_are_five_and_name_nobody() -> None:
    assert set(vars(Numbers(to_call=1, called=1, reached=1))) == {
        "to_call",
        "called",
        "reached",
        "relayed",
        "volunteers",
    }
    texts = {
        field.name for field in DailyCount._meta.concrete_fields if field.get_internal_type() == "TextField"
    }
    assert texts == set()
