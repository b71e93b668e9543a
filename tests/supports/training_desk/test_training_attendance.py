"""Who came: the quick entry from the sheet, the closing, the certificates, taking it back, what people say."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.supports.exports import training_papers
from maillage.supports.forms.training_session_forms import PresencesForm
from maillage.supports.models import Enrolment, Evaluation, Holding, Presence, Trained
from maillage.supports.operations.training_attendance import (
    add_present,
    close_attendance,
    note_presences,
    reopen_attendance,
)
from maillage.supports.operations.training_evaluations import give_evaluation
from maillage.supports.operations.training_session_letters import evaluation_link
from maillage.supports.operations.training_sessions import cancel_session
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.portal.reading import words
from tests.sending import send
from tests.supports.training_desk.holding import AFTER, DAY, HOUSE, LATER, came, closed, opened, slot
from tests.supports.training_seats.sitting import ON, asking, fresh, seat, taught

pytestmark = pytest.mark.django_db


def test_presences_are_noted_as_the_sheet_says_and_noted_again(cast: Cast) -> None:
    session = opened(cast)
    zoe, max_ = seat(session), seat(session, "Max Noir")
    came(session, zoe, max_)
    came(session, zoe, half_days=1)
    (row,) = Presence.objects.all()
    assert (row.enrolment, row.half_day.moment) == (zoe, "matin")
    (first, _second) = session.half_days.in_order()
    with pytest.raises(Refused, match="n'est pas encore venu"):
        note_presences(session, {(zoe.pk, first.pk)}, on=ON, by=HOUSE)
    waiting = seat(session, "Lou Vert")
    other = opened(cast).half_days.in_order()[0]
    for present in ({(waiting.pk, first.pk)}, {(zoe.pk, other.pk)}, {(999, first.pk)}):
        with pytest.raises(Refused, match="rechargez la page"):
            note_presences(session, present, on=AFTER, by=LATER)
    assert Presence.objects.count() == 1


def test_whoever_came_to_half_of_it_is_trained_once_with_a_certificate(cast: Cast) -> None:
    session = opened(cast, capacity=3)
    zoe, max_, lou = seat(session), seat(session, "Max Noir", team=cast.tilleul), seat(session, "Lou Vert")
    with pytest.raises(Refused, match="notez d'abord qui est venu"):
        close_attendance(session, on=AFTER, by=LATER)
    with pytest.raises(Refused, match="n'est pas encore venu"):
        close_attendance(session, on=ON, by=HOUSE)
    morning, afternoon = session.half_days.in_order()
    note_presences(
        session, {(zoe.pk, morning.pk), (zoe.pk, afternoon.pk), (max_.pk, morning.pk)}, on=AFTER, by=LATER
    )
    held, trained = closed(session)
    assert (held.held_on, held.minutes) == (DAY, 360)
    assert [(row.trainee.name, row.minutes, row.team) for row in trained] == [
        ("Zoé Blanc", 360, None),
        ("Max Noir", 180, cast.tilleul),
    ]
    assert fresh(lou).state == "inscrite"
    numbers = [row.certificate for row in trained]
    assert len(set(numbers)) == 2
    assert all(
        re.fullmatch(r"2017-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", one) for one in numbers
    )
    letters = Message.objects.of_kind("formation-attestation").order_by("pk")
    assert [letter.to_email for letter in letters] == ["zoe@exemple.fr", "max@exemple.fr"]
    assert f"/attestations/{numbers[0]}/" in letters[0].text
    for act in (
        lambda: close_attendance(session, on=AFTER, by=LATER),
        lambda: note_presences(session, set(), on=AFTER, by=LATER),
        lambda: add_present(session, asking("Ana"), on=AFTER, by=LATER),
    ):
        with pytest.raises(Refused, match="sont closes : rouvrez-les"):
            act()


def test_less_than_half_of_a_session_does_not_train(cast: Cast) -> None:
    session = opened(cast, slots=[slot(), slot(starts=14, ends=17), slot(starts=18, ends=20)])
    zoe, max_ = seat(session), seat(session, "Max Noir")
    rows = list(session.half_days.in_order())
    note_presences(
        session, {(zoe.pk, rows[0].pk), (max_.pk, rows[0].pk), (max_.pk, rows[1].pk)}, on=AFTER, by=LATER
    )
    _held, trained = closed(session)
    assert [row.trainee.name for row in trained] == ["Max Noir"]


def test_someone_who_came_without_being_on_the_list_is_added(cast: Cast) -> None:
    session = opened(cast, capacity=1)
    seat(session)
    with pytest.raises(Refused, match="n'a pas commencé"):
        add_present(session, asking("Ana Rouge"), on=ON, by=HOUSE)
    added = add_present(session, asking("Ana Rouge", organisation_name="Les Amis"), on=AFTER, by=LATER)
    assert (added.state, added.presences.count(), added.house) == ("inscrite", 2, "Les Amis")
    with pytest.raises(Refused, match="déjà sur la liste"):
        add_present(session, asking("Ana Rouge"), on=AFTER, by=LATER)
    _held, trained = closed(session)
    assert [row.trainee.name for row in trained] == ["Ana Rouge"]


def test_who_walks_in_unticks_nobody_and_who_waited_has_a_seat(cast: Cast) -> None:
    session = opened(cast, capacity=1)
    zoe, lou = seat(session), seat(session, "Lou Vert")
    assert lou.state == "attente"
    add_present(session, asking("Max Noir"), on=AFTER, by=LATER)
    came_too = add_present(session, asking("Lou Vert"), on=AFTER, by=LATER)
    assert (came_too, fresh(lou).state) == (lou, "inscrite")
    with pytest.raises(Refused, match="déjà sur la liste"):
        add_present(session, asking("Lou Vert"), on=AFTER, by=LATER)

    def ticked() -> list[tuple[str, int]]:
        """Return how many half-days are ticked for each person, when the form opens."""
        form = PresencesForm(
            None,
            people=list(Enrolment.objects.of(session).seated().with_people()),
            half_days=list(session.half_days.in_order()),
            noted=set(Presence.objects.of_session(session)),
        )
        return [(str(field.label), len(field.initial)) for field in form.fields.values()]

    assert ticked() == [("Lou Vert", 2), ("Max Noir", 2), (str(zoe), 2)]
    came(session, lou, half_days=1)
    assert ticked() == [("Lou Vert", 1), ("Max Noir", 0), (str(zoe), 0)]


def test_a_sheet_holds_six_half_days_and_the_rest_goes_on_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: dict[str, Any] = {}
    monkeypatch.setattr(training_papers, "print_pdf", lambda _path, data: printed.update(data) or b"")
    days = [slot(DAY + dt.timedelta(rank)) for rank in range(7)]
    session = opened(cast, slots=days)
    training_papers.sheet_pdf(session, list(session.half_days.in_order()), [])
    assert [len(columns) for columns in printed["sheets"]] == [6, 1]


def test_a_cancelled_session_has_no_attendance(cast: Cast) -> None:
    session = opened(cast)
    cancel_session(session, "Neige", on=ON, by=HOUSE)
    with pytest.raises(Refused, match="est annulée"):
        close_attendance(session, on=AFTER, by=LATER)


def test_a_closing_is_taken_back_and_its_certificates_serve_no_more(cast: Cast, client: Client) -> None:
    session = opened(cast)
    zoe = seat(session)
    with pytest.raises(Refused, match="ne sont pas closes"):
        reopen_attendance(session, "Erreur", on=AFTER, by=LATER)
    came(session, zoe)
    held, (trained,) = closed(session)
    page = f"/attestations/{trained.certificate}/"
    shown = words(client.get(page).content.decode())
    assert "Cette attestation est valable" in shown
    assert "Zoé Blanc" in shown
    assert "zoe@exemple.fr" not in shown
    pdf = client.get(page.rstrip("/") + ".pdf")
    assert pdf.content.startswith(b"%PDF")
    with pytest.raises(Refused, match="Dites ce qui est à corriger"):
        reopen_attendance(session, " ", on=AFTER, by=LATER)
    reopen_attendance(session, "Max était là", on=AFTER, by=LATER)
    held.refresh_from_db()
    assert held.retracted_at is not None
    assert not Holding.objects.believed().exists()
    assert not Trained.objects.believed().exists()
    shown = words(client.get(page).content.decode())
    assert "Cette attestation ne vaut plus" in shown
    assert "Zoé" not in shown
    assert client.get(page.rstrip("/") + ".pdf").status_code == 404
    came(session, zoe)
    _held, (again,) = closed(session)
    assert again.certificate != trained.certificate
    assert words(client.get(f"/attestations/{again.certificate.lower()}/").content.decode()).count("valable")
    unknown = client.get("/attestations/2017-AAAA-BBBB-CCCC/")
    assert unknown.status_code == 404
    assert "Aucune attestation ne porte ce numéro" in words(unknown.content.decode())


def test_an_opinion_is_given_once_by_who_came_and_names_nobody(cast: Cast, client: Client) -> None:
    session = opened(cast)
    zoe, max_ = seat(session), seat(session, "Max Noir")
    came(session, zoe)
    closed(session)
    told = {"useful": 4, "pace": 2, "learned": "Écouter.", "missing": "", "on": AFTER, "by": LATER}
    with pytest.raises(Refused, match="vous n'êtes pas noté présent"):
        give_evaluation(max_, **told)  # type: ignore[arg-type] # a dict of arguments
    page = urlsplit(evaluation_link(zoe)).path
    assert "Cette formation vous a-t-elle été utile" in words(client.get(page).content.decode())
    bad = send(client, page, {"useful": "9", "pace": "2"})
    assert bad.status_code == 422
    send(client, page, {"useful": "4", "pace": "2", "learned": "Écouter.", "missing": ""})
    (opinion,) = Evaluation.objects.all()
    assert (opinion.useful, opinion.pace, opinion.learned, opinion.session) == (4, 2, "Écouter.", session)
    assert "votre avis est enregistré" in words(client.get(page).content.decode())
    with pytest.raises(Refused, match="déjà donné votre avis"):
        give_evaluation(zoe, **told)  # type: ignore[arg-type] # same
    Evaluation.objects.create(session=session, on=AFTER, useful=3, pace=2)
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    desk = words(client.get(f"/mes-formations/{session.pk}/").content.decode())
    assert "2 personnes ont donné leur avis. Utile oui, beaucoup : 1, plutôt oui : 1" in desk
    assert "Rythme comme il faut : 2" in desk
    assert client.get("/mon-avis/nimporte-quoi/").status_code == 410
    assert taught().curriculum.name in words(client.get(page).content.decode())
