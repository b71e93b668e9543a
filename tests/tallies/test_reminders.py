"""Reminders: once a period, through one person, on a working day, and never to whoever said stop."""

import pytest

from maillage.accounts.models import User
from maillage.common.mail import MAY_STOP, stop
from maillage.common.models import Message, Unsubscription
from maillage.common.posting import deliver, envelope
from maillage.network.models import TeamLead, TeamStage
from maillage.network.operations import NewPerson, appoint_lead
from maillage.tallies.models import TallyLink, TallyReminder
from maillage.tallies.operations.links import address_of
from maillage.tallies.operations.reminders import is_day_to_remind, remind
from tests.cast import date, instant
from tests.network.teams import BY, CARRIED, team_at, told
from tests.tallies.sheets import APRIL, MARCH, declared

pytestmark = pytest.mark.django_db
TUESDAY = instant(2017, 5, 2, 14)
ANNE = NewPerson(name="Anne Colas", email="anne@exemple.fr")


def written_to() -> list[str]:
    """Return to whom reminders went."""
    return list(Message.objects.order_by("pk").values_list("to_email", flat=True))


@pytest.mark.parametrize(
    ("day", "leaves"),
    [
        (date(2017, 5, 1), False),  # the first
        (date(2017, 5, 2), True),
        (date(2017, 5, 6), False),  # a Saturday
        (date(2017, 5, 7), False),  # a Sunday
        (date(2017, 5, 19), True),
        (date(2017, 5, 22), False),  # too late: April is far
    ],
)
def test_reminders_leave_on_working_days_near_the_beginning_of_the_month(
    day: object, *, leaves: bool
) -> None:
    assert is_day_to_remind(day) is leaves  # type: ignore[arg-type] # a day


def test_a_team_that_owes_its_month_is_written_to_once_through_one_person() -> None:
    team = team_at(TeamStage.CARRIED)
    appoint_lead(team, ANNE, on=CARRIED, by=BY)
    assert remind(instant(2017, 5, 7)) == 0
    assert remind(TUESDAY) == 1
    assert remind(TUESDAY) == 0
    assert remind(instant(2017, 5, 3)) == 0
    assert written_to() == ["jeanne@exemple.fr"]
    message = Message.objects.get()
    assert message.subject == "« Équipe des Collines » : le relevé, avril 2017"
    assert address_of(TallyLink.objects.get()) in message.text
    assert "Avril\u00a02017 est passé." in message.text
    assert (message.kind, "référent de l'équipe" in message.because) == ("releve-rappel", True)
    assert "List-Unsubscribe" in envelope(message).extra_headers
    reminder = TallyReminder.objects.get()
    assert (reminder.team, reminder.period_on, reminder.sent_at) == (team, APRIL.first, TUESDAY)
    assert told(team)[0] == (
        "a rappelé à Jeanne Marchand le relevé de l'équipe Équipe des Collines, avril\u00a02017"
    )
    # Next month, with the same link.
    assert remind(instant(2017, 6, 5)) == 1
    assert TallyLink.objects.count() == 1


def test_a_team_that_declared_is_not_written_to() -> None:
    declared(team_at(TeamStage.CARRIED), APRIL)
    assert remind(TUESDAY) == 0
    assert not Message.objects.exists()


def test_whoever_filled_the_last_tally_is_the_right_person() -> None:
    team = team_at(TeamStage.CARRIED)
    appoint_lead(team, ANNE, on=CARRIED, by=BY)
    declared(team, MARCH, filled_by="Anne Colas")
    assert remind(TUESDAY) == 1
    assert written_to() == ["anne@exemple.fr"]


def test_whoever_said_stop_or_left_is_not_written_to() -> None:
    team = team_at(TeamStage.CARRIED)
    stop("Jeanne@exemple.fr", "releve-rappel", at=TUESDAY)
    assert remind(TUESDAY) == 0
    assert not TallyReminder.objects.exists()  # somebody else may still be written to, another day
    appoint_lead(team, ANNE, on=CARRIED, by=BY)
    gone = User.objects.create(email="anne@exemple.fr", name="Anne", is_active=False)
    TeamLead.objects.filter(name="Anne Colas").update(user=gone)
    assert remind(instant(2017, 5, 3)) == 0
    TeamLead.objects.filter(name="Anne Colas").update(user=None)
    assert remind(instant(2017, 5, 3)) == 1
    assert written_to() == ["anne@exemple.fr"]
    assert MAY_STOP["releve"] == "les rappels des relevés"
    assert Unsubscription.objects.get().kind == "releve"


def test_two_workers_write_once(monkeypatch: pytest.MonkeyPatch) -> None:
    team_at(TeamStage.CARRIED)
    remind(TUESDAY)
    # The second worker had looked before the first wrote.
    monkeypatch.setattr(type(TallyReminder.objects.all()), "sent_to", lambda *_arguments: set())
    assert remind(TUESDAY) == 0
    assert Message.objects.count() == TallyReminder.objects.count() == 1


def test_the_link_does_not_stay_in_the_outbox() -> None:
    team_at(TeamStage.CARRIED)
    remind(TUESDAY)
    message = Message.objects.get()

    class Letterbox:
        def send_messages(self, _messages: object) -> int:
            return 1

    assert deliver(message, Letterbox(), lambda: TUESDAY)  # type: ignore[arg-type] # what is needed of a server
    message.refresh_from_db()
    assert message.text == ""
