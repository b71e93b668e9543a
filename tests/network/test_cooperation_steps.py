"""The way of a cooperation: one stage after the other, each with what it asks for."""

import datetime as dt

import pytest

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.network.models import (
    NEXT_COOPERATION_STAGES,
    Cooperation,
    CooperationStage,
    Evidence,
    MemberPart,
    Sitting,
    StageRequest,
)
from maillage.network.models.steps import with_progress
from maillage.network.operations import NewCooperation, NewStage, enter_stage, found_cooperations
from maillage.network.operations.steps import (
    advance,
    decide_stage,
    following,
    next_on_the_way,
    reopen_cooperation,
    request_recognition,
    requirements,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY, TODAY

S = CooperationStage


LAST_YEAR = date(2016, 1, 1)


def at(cooperation: Cooperation, stage: str, on: dt.date = LAST_YEAR) -> Cooperation:
    """Bring a cooperation to a stage."""
    enter_stage([NewStage(subject=cooperation, stage=stage, on=on)], by=BY)
    return cooperation


@pytest.fixture
def fresh(db: None) -> Cooperation:  # noqa: ARG001 - asked for, for its effect
    """Found a cooperation that has done nothing yet."""
    (founded,) = found_cooperations([NewCooperation(name="Coopération neuve")], by=BY)
    return founded


def go(cooperation: Cooperation, stage: str, on: dt.date = TODAY, words: str = "compte rendu") -> str:
    """Advance, and return the stage."""
    return advance(
        cooperation,
        stage,
        on=on,
        evidence_kind=Evidence.MEETING,
        evidence=words,
        by=BY,
    ).stage


def missing(cooperation: Cooperation, stage: str) -> list[str]:
    """Return what a stage still asks for."""
    row = with_progress(Cooperation.objects.filter(pk=cooperation.pk), TODAY).get()
    return [asked.label for asked in requirements(row, stage) if not asked.met]


def history(cooperation: Cooperation) -> list[str]:
    """Return the stages, the last one first."""
    return [change.stage for change in cooperation.stage_changes.believed().latest_first()]


def test_every_stage_says_what_follows_and_every_stage_can_be_reached() -> None:
    assert set(NEXT_COOPERATION_STAGES) == {"", *S}
    assert {stage for following_ in NEXT_COOPERATION_STAGES.values() for stage in following_} == set(S)


def test_a_way_begins_with_a_contact_and_leads_to_the_launch(fresh: Cooperation, cast: Cast) -> None:
    assert next_on_the_way([]) == S.CONTACT
    assert go(fresh, S.CONTACT, date(2016, 1, 1)) == S.CONTACT
    cockpit.contact(fresh)
    assert go(fresh, S.INITIATED, date(2017, 5, 3)) == S.INITIATED
    cockpit.join(fresh, cast.voisins)
    cockpit.join(fresh, cast.ccas)
    cockpit.meeting(fresh, date(2017, 5, 4))
    assert go(fresh, S.STRUCTURED, date(2017, 5, 4)) == S.STRUCTURED
    cockpit.committee(fresh)
    cockpit.diagnosis(fresh)
    asked = request_recognition(
        fresh, evidence_kind=Evidence.MEETING, met_on=date(2017, 5, 4), words="Prêts.", by=BY
    )
    assert asked.title == "« Coopération neuve » demande à être reconnue"
    assert str(asked) == asked.title
    sitting = Sitting.objects.create(body="Comité national", held_on=date(2017, 5, 20))
    decide_stage(asked, accepted=True, sitting=sitting, reason="", on=date(2017, 5, 20), by=BY)
    assert history(fresh)[0] == S.RECOGNISED
    change = fresh.stage_changes.get(stage=S.RECOGNISED)
    assert (change.evidence_kind, change.evidence) == ("decision", "Comité national, 20/05/2017")
    cockpit.meeting(fresh, date(2017, 5, 25), is_public=True)
    assert go(fresh, S.LAUNCHED, date(2017, 5, 25)) == S.LAUNCHED
    cockpit.action(fresh)
    person("Odile Faure", Role.ANIMATOR, Perimeter("cooperation", fresh.slug))
    assert go(fresh, S.ACTIVE) == S.ACTIVE
    told = [entry.what for entry in Entry.objects.about(fresh)]
    assert "a fait passer « Coopération neuve » à l'étape « active », le 1er\xa0juin 2017" in told
    assert "a accepté la demande de reconnaissance de « Coopération neuve »" in told


def test_what_a_stage_asks_for_is_said_with_the_page_that_provides_it(fresh: Cooperation) -> None:
    assert missing(fresh, S.INITIATED) == ["un premier contact noté, ou une réunion tenue"]
    assert missing(fresh, S.STRUCTURED) == ["au moins deux organisations membres", "une réunion tenue"]
    assert missing(fresh, S.RECOGNISED) == [
        "une équipe projet ou un comité qui la conduit",
        "un diagnostic partagé, écrit",
    ]
    assert missing(fresh, S.LAUNCHED) == ["une réunion ouverte au public, tenue"]
    assert missing(fresh, S.ACTIVE) == [
        "une feuille de route avec au moins une action",
        "une personne ou une organisation qui anime",
    ]
    assert missing(fresh, S.DORMANT) == []


def test_what_does_not_count_yet_leaves_a_stage_waiting(fresh: Cooperation, cast: Cast) -> None:
    cockpit.meeting(fresh, date(2017, 7, 1), is_public=True)  # still to come
    cockpit.join(fresh, cast.voisins)
    assert missing(fresh, S.STRUCTURED) == ["au moins deux organisations membres", "une réunion tenue"]
    assert len(missing(fresh, S.LAUNCHED)) == 1
    cockpit.join(fresh, cast.ccas, MemberPart.ANIMATES)
    cockpit.meeting(fresh)
    assert missing(fresh, S.STRUCTURED) == []
    assert missing(fresh, S.INITIATED) == []
    assert missing(fresh, S.ACTIVE) == ["une feuille de route avec au moins une action"]


def test_a_stage_is_not_entered_without_what_it_asks_for(fresh: Cooperation) -> None:
    at(fresh, S.CONTACT)
    with pytest.raises(Refused, match=r"il manque encore au 1er.juin 2017 : un premier contact noté"):
        go(fresh, S.INITIATED)
    assert history(fresh) == [S.CONTACT]


def test_a_stage_is_not_skipped(fresh: Cooperation) -> None:
    at(fresh, S.CONTACT)
    with pytest.raises(Refused, match=r"ne se saute pas. Peut suivre : amorce, en sommeil et close"):
        go(fresh, S.LAUNCHED)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2017, 6, 2), "n'est pas encore venu"),
        (date(2015, 12, 31), "la suivante ne peut pas dater du 31.décembre 2015"),
    ],
)
def test_a_stage_is_neither_of_tomorrow_nor_before_the_last_one(
    fresh: Cooperation, on: dt.date, sentence: str
) -> None:
    at(fresh, S.CONTACT)
    cockpit.contact(fresh)
    with pytest.raises(Refused, match=sentence):
        go(fresh, S.INITIATED, on)
    with pytest.raises(Refused, match="n'est pas encore venu"):
        go(fresh, S.INITIATED, date(2018, 1, 1))


def test_a_stage_says_what_shows_it(fresh: Cooperation) -> None:
    with pytest.raises(Refused, match="Dites ce qui montre cette étape"):
        go(fresh, S.CONTACT, words="  ")
    with pytest.raises(Refused, match="Dites ce qui montre cette étape"):
        advance(fresh, S.CONTACT, on=TODAY, evidence_kind="", evidence="oui", by=BY)


def test_recognition_is_decided_at_a_sitting_and_nowhere_else(fresh: Cooperation) -> None:
    at(fresh, S.STRUCTURED)
    with pytest.raises(Refused, match="se décide en séance"):
        go(fresh, S.RECOGNISED)


def test_a_cooperation_wakes_where_it_fell_asleep(fresh: Cooperation) -> None:
    at(fresh, S.INITIATED)
    assert go(fresh, S.DORMANT, date(2017, 1, 1)) == S.DORMANT
    changes = list(fresh.stage_changes.believed().latest_first())
    assert following(changes) == [S.INITIATED, S.CLOSED]
    with pytest.raises(Refused, match="Peut suivre : amorce et close"):
        go(fresh, S.ACTIVE)
    with pytest.raises(Refused, match=r"depuis le 1er.janvier 2017"):
        go(fresh, S.INITIATED, date(2017, 1, 1))
    assert go(fresh, S.INITIATED) == S.INITIATED  # nothing more is asked of it
    assert history(fresh)[0] == S.INITIATED


def test_one_that_never_was_awake_wakes_to_a_contact(fresh: Cooperation) -> None:
    at(fresh, S.DORMANT)
    assert next_on_the_way(list(fresh.stage_changes.all())) == S.CONTACT


def test_a_closed_cooperation_is_reopened_asleep(fresh: Cooperation) -> None:
    at(fresh, S.ACTIVE)
    with pytest.raises(Refused, match="n'est pas close"):
        reopen_cooperation(fresh, on=TODAY, reason="relance", by=BY)
    go(fresh, S.CLOSED, date(2017, 2, 1))
    with pytest.raises(Refused, match="est close : demandez à l'équipe nationale"):
        go(fresh, S.DORMANT)
    with pytest.raises(Refused, match="Dites ce qui montre"):
        reopen_cooperation(fresh, on=TODAY, reason="", by=BY)
    reopen_cooperation(fresh, on=TODAY, reason="Le département relance.", by=BY)
    assert history(fresh) == [S.DORMANT, S.CLOSED, S.ACTIVE]
    assert next_on_the_way(list(fresh.stage_changes.believed().latest_first())) == S.ACTIVE


def test_one_that_has_no_stage_is_not_reopened(fresh: Cooperation) -> None:
    with pytest.raises(Refused, match="n'est pas close"):
        reopen_cooperation(fresh, on=TODAY, reason="relance", by=BY)


def ready(cooperation: Cooperation) -> Cooperation:
    """Give a structured cooperation what a recognition asks for."""
    at(cooperation, S.STRUCTURED)
    cockpit.committee(cooperation)
    cockpit.diagnosis(cooperation)
    return cooperation


def ask(cooperation: Cooperation) -> StageRequest:
    """Ask for the recognition."""
    return request_recognition(
        cooperation, evidence_kind=Evidence.MEETING, met_on=date(2017, 5, 4), words="Prêts.", by=BY
    )


def test_recognition_is_asked_for_once_with_its_evidence(fresh: Cooperation) -> None:
    with pytest.raises(Refused, match="ne se saute pas"):
        ask(fresh)
    at(fresh, S.STRUCTURED)
    with pytest.raises(Refused, match="il manque encore : une équipe projet"):
        ask(fresh)
    ready(fresh)
    with pytest.raises(Refused, match="n'a pas encore eu lieu"):
        request_recognition(
            fresh, evidence_kind=Evidence.MEETING, met_on=date(2017, 6, 2), words="Prêts.", by=BY
        )
    asked = ask(fresh)
    assert list(StageRequest.objects.waiting()) == [asked]
    with pytest.raises(Refused, match="déjà une demande en attente"):
        ask(fresh)


def test_a_refusal_says_why_and_leaves_the_stage(fresh: Cooperation) -> None:
    asked = ask(ready(fresh))
    with pytest.raises(Refused, match="Dites à « Coopération neuve » pourquoi"):
        decide_stage(asked, accepted=False, sitting=None, reason=" ", on=TODAY, by=BY)
    with pytest.raises(Refused, match="se décide à une séance datée"):
        decide_stage(asked, accepted=True, sitting=None, reason="", on=TODAY, by=BY)
    decide_stage(asked, accepted=False, sitting=None, reason="Le diagnostic est court.", on=TODAY, by=BY)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_on, asked.reason) == ("refused", TODAY, "Le diagnostic est court.")
    assert history(fresh) == [S.STRUCTURED]
    assert Entry.objects.about(fresh)[0].why == "Le diagnostic est court."
    with pytest.raises(Refused, match=r"est déjà refusée, depuis le 1er.juin 2017"):
        decide_stage(asked, accepted=False, sitting=None, reason="bis", on=TODAY, by=BY)
    assert ask(fresh).state == StageRequest.State.SUBMITTED
    assert [row.pk for row in StageRequest.objects.latest_first()][-1] == asked.pk
