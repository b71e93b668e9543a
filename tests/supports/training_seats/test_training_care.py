"""Day after day: kept seats that lapse, reminders, needs and names that are forgotten, people who leave."""

import datetime as dt

import pytest
from django.apps import apps

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import stamp
from maillage.common.models import Message
from maillage.network.operations.erasure import let_go
from maillage.supports.models import (
    Enrolment,
    EnrolmentState,
    Holding,
    Qualification,
    Trained,
    Trainee,
    TrainingSession,
)
from maillage.supports.operations.training_care import (
    daily,
    erase_needs,
    erase_old_trainees,
    give_lapsed_seats,
    remind,
)
from maillage.supports.operations.training_enrolments import enrol, withdraw
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date, instant
from tests.supports.training_seats.sitting import (
    DAY,
    ON,
    PUBLIC,
    asking,
    by,
    fresh,
    hold,
    seat,
    session,
    subjects,
    taught,
)

pytestmark = pytest.mark.django_db
_S = EnrolmentState


def trained(one: TrainingSession, who: Enrolment, on: dt.date) -> Trained:
    """Say that someone was trained."""
    told = stamp(by())
    holding, _new = Holding.objects.get_or_create(
        session=one, defaults={"held_on": on, "minutes": 210, **told}
    )
    return Trained.objects.create(
        holding=holding, trainee=who.trainee, on=on, minutes=210, certificate=f"A-{who.pk}", **told
    )


def test_seats_kept_until_a_day_go_to_those_who_wait_the_day_after(cast: Cast) -> None:
    one = session(cast, capacity=2)
    hold(one, cast.ccas, 2, until=date(2017, 2, 10))
    waiting = [seat(one, name) for name in ("Zoé Blanc", "Ana Roux", "Luc Bon")]
    assert {row.state for row in waiting} == {_S.WAITING}
    assert give_lapsed_seats(instant(2017, 2, 10)) == 0
    daily(instant(2017, 2, 11))
    assert [fresh(row).state for row in waiting] == [_S.SEATED, _S.SEATED, _S.WAITING]
    assert give_lapsed_seats(instant(2017, 2, 11)) == 0


def test_a_reminder_leaves_once_a_few_days_before(cast: Cast) -> None:
    one = session(cast, capacity=2, link="https://visio.exemple.fr/salle")
    seat(one)
    seat(one, "Ana Roux", email="", telephone="04 66 00 00 01")
    seat(one, "Luc Bon")  # waits
    away = session(cast, cancelled_at=None)
    gone = seat(away, "Eve Sol")
    TrainingSession.objects.filter(pk=away.pk).update(cancelled_at=instant(2017, 2, 2), cancel_reason="Neige")
    assert remind(instant(2017, 3, 1)) == 0
    assert remind(instant(2017, 3, 2)) == 1
    assert remind(instant(2017, 3, 3)) == 0
    assert remind(instant(2017, 3, 6)) == 0
    assert subjects("zoe@exemple.fr")[-1] == "C'est bientôt : Aller vers"
    letter = Message.objects.get(kind="formation-rappel").text
    assert "visio.exemple.fr" in letter
    assert "votre place ira à quelqu'un qui attend" in letter
    assert not fresh(gone).reminded


def test_needs_are_forgotten_once_the_session_is_over_or_cancelled(cast: Cast) -> None:
    one = session(cast, days=(DAY, date(2017, 3, 7)))
    off = session(cast)
    rows = [seat(one, needs="Sans marches"), seat(off, needs="Sans marches")]
    assert erase_needs(instant(2017, 3, 6)) == 0
    TrainingSession.objects.filter(pk=off.pk).update(cancelled_at=instant(2017, 3, 1), cancel_reason="Neige")
    assert erase_needs(instant(2017, 3, 6)) == 1
    assert erase_needs(instant(2017, 3, 7)) == 0
    assert erase_needs(instant(2017, 3, 8)) == 1
    assert [fresh(row).needs for row in rows] == ["", ""]


def test_names_are_forgotten_five_years_after_the_last_training_and_the_count_stays(cast: Cast) -> None:
    one = session(cast, capacity=3)
    old, kept, never = (seat(one, name) for name in ("Zoé Blanc", "Ana Roux", "Luc Bon"))
    trained(one, old, DAY)
    later = session(cast, days=(date(2018, 6, 1),))
    seat(later, "Ana Roux")
    assert erase_old_trainees(instant(2022, 3, 6)) == 0
    assert erase_old_trainees(instant(2022, 3, 7)) == 2
    assert erase_old_trainees(instant(2022, 3, 8)) == 0
    for row in (old, never):
        who = fresh(row).trainee
        assert (who.name, who.folded, who.email, who.telephone, who.user) == ("", "", "", "", None)
        assert str(who) == "nom effacé"
        assert who.erased_at == instant(2022, 3, 7)
    assert Trained.objects.believed().count() == 1
    assert fresh(kept).trainee.name == "Ana Roux"
    letters = Message.objects.filter(kind="formation-inscription")
    assert letters.filter(to_email="zoe@exemple.fr").count() == 0
    assert set(letters.exclude(to_email="ana@exemple.fr").values_list("to_name", "text")) == {("", "")}
    assert not letters.filter(to_email__endswith="invalid").waiting().exists()


def test_a_trainee_without_an_address_is_forgotten_too(cast: Cast) -> None:
    seat(session(cast), email="", telephone="04 66 00 00 01", organisation_name="Chez Zoé Blanc")
    assert erase_old_trainees(instant(2030, 1, 1)) == 1
    assert Trainee.objects.get().telephone == ""
    assert Enrolment.objects.get().organisation_name == ""


# Who leaves the register.


def everywhere() -> str:
    """Return all that the house keeps, as text."""
    return "\n".join(
        str(row)
        for model in apps.get_models()
        if model.__module__.startswith("maillage") and model._meta.app_label != "territory"
        for row in model._default_manager.values()
    )


def leaving(cast: Cast) -> User:
    return person("Odile Ferrand", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))


def test_who_leaves_the_register_is_forgotten_by_trainings_and_their_seat_is_given(cast: Cast) -> None:
    user = leaving(cast)
    past = session(cast, days=(date(2017, 1, 9),))
    before = enrol(
        past, asking("Odile Ferrand", email=user.email), on=date(2017, 1, 2), by=by(user, instant(2017, 1, 2))
    )
    coming = session(cast, capacity=1, contact_name="Odile Ferrand", contact_email=user.email)
    theirs = enrol(coming, asking("ODILE FERRAND", email=user.email, needs="Sans marches"), on=ON, by=PUBLIC)
    waiting = seat(coming, "Ana Roux")
    told = stamp(by())
    for started in (date(2015, 1, 1), date(2017, 2, 1)):
        Qualification.objects.create(
            curriculum=taught().curriculum,
            name=user.name,
            email=user.email,
            user=user,
            started_on=started,
            **told,
        )
    let_go(user, on=ON, reason="à sa demande", by=by(at=instant(2017, 2, 1, 15)))
    assert "Odile" not in everywhere()
    assert "ODILE" not in everywhere()
    assert user.email not in everywhere()
    assert [fresh(row).state for row in (before, theirs, waiting)] == [_S.SEATED, _S.WITHDRAWN, _S.SEATED]
    assert Trainee.objects.filter(erased_at=None).get().name == "Ana Roux"
    held = Qualification.objects.believed().get()
    assert (held.ended_on, held.name) == (ON, f"personne retirée nº {user.pk}")


def test_who_shares_an_address_with_someone_who_leaves_stays(cast: Cast) -> None:
    user = leaving(cast)
    one = session(cast)
    stays = seat(one, "Paul Ferrand", email=user.email)
    leaves = seat(one, "Odile Ferrand", email=user.email)
    let_go(user, on=ON, reason="à sa demande", by=by())
    assert fresh(stays).trainee.name == "Paul Ferrand"
    assert fresh(leaves).trainee.name == ""
    assert withdraw(stays, on=ON, by=PUBLIC).state == _S.WITHDRAWN
