"""The life of a resource: written, proposed, given back, published, read again, withdrawn, taken up."""

import pytest

from maillage.accounts.actors import NOBODY, Actor, Hat
from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.versions import Conflict
from maillage.resources.models import Publication, Resource, ResourceState, Use
from maillage.resources.operations.resources import (
    confirm_resource,
    leave_off,
    propose_resource,
    publish_resource,
    return_resource,
    take_up,
    withdraw_resource,
    write_resource,
)
from maillage.territory.perimeter import FRANCE
from tests.accounts.people import nobody_special
from tests.cast import Cast, date, instant
from tests.resources.shelf import BY, NEXT_YEAR, TODAY, proposed, published, text, written

pytestmark = pytest.mark.django_db
LATER = date(2018, 9, 1)
THEN = Author(at=instant(2018, 9, 1), role="maison")


def readable(on: object = TODAY, known: object = None) -> list[tuple[str, int]]:
    rows = Publication.objects.readable(as_of=on, known_at=known or instant(2018, 12, 1))  # type: ignore[arg-type] # a day
    return [(row.title, row.number) for row in rows]


def test_a_resource_is_written_by_its_author_under_a_free_address() -> None:
    zoe = nobody_special("Zoé Blanc")
    first, second = written(zoe), written(zoe)
    assert (first.slug, second.slug) == ("preparer-une-premiere-visite", "preparer-une-premiere-visite-2")
    assert (first.author, first.state, first.version) == (zoe, ResourceState.DRAFT, 1)
    assert written(title="???").slug == "ressource"
    assert Entry.objects.about(first).count() == 1


def test_a_text_is_written_by_its_author_while_they_hold_a_role() -> None:
    zoe = nobody_special("Zoé Blanc")
    written(zoe)
    member = Hat(grant=1, role=Role.MEMBER, perimeter=FRANCE)
    assert Resource.objects.written_by(Actor(user=zoe, hats=(member,))).count() == 1
    assert not Resource.objects.written_by(Actor(user=zoe))
    assert not Resource.objects.written_by(NOBODY)


def test_two_people_do_not_overwrite_each_other() -> None:
    row = written()
    again = write_resource(text(title="Autrement"), resource=row, version=1, by=BY)
    assert (again.title, again.slug, again.version) == ("Autrement", row.slug, 2)
    with pytest.raises(Conflict):
        write_resource(text(), resource=row, version=1, by=BY)
    assert Resource.objects.get().title == "Autrement"


def test_what_is_being_read_again_waits_for_an_answer() -> None:
    row = proposed()
    with pytest.raises(Refused, match="à la relecture"):
        write_resource(text(), resource=row, version=row.version, by=BY)
    with pytest.raises(Refused, match="proposée à la relecture"):
        propose_resource(row, by=BY)
    back = return_resource(row, "Dites qui appeler.", by=BY)
    assert (back.state, back.remark) == (ResourceState.RETURNED, "Dites qui appeler.")
    again = propose_resource(back, by=BY)
    assert (again.state, again.remark) == (ResourceState.PROPOSED, "")


def test_each_version_is_readable_from_its_day_until_the_next() -> None:
    first = published()
    row = first.resource
    assert (first.number, first.started_on, first.review_on) == (1, TODAY, NEXT_YEAR)
    draft = write_resource(
        text(title="Une autre visite"),
        resource=row,
        version=Resource.objects.get().version,
        by=THEN,
    )
    assert readable(LATER) == [("Préparer une première visite", 1)]  # what is being written is not read
    propose_resource(draft, by=THEN)
    publish_resource(draft, review_on=date(2020, 1, 1), on=LATER, by=THEN)
    assert readable(LATER) == [("Une autre visite", 2)]
    assert readable(TODAY) == [("Préparer une première visite", 1)]
    assert readable(date(2018, 5, 31)) == []
    # As known in July, nobody knew that another would come.
    assert readable(LATER, instant(2018, 7, 1)) == [("Préparer une première visite", 1)]


def test_a_second_version_on_the_same_day_takes_the_place_of_the_first() -> None:
    row = published().resource
    draft = write_resource(text(title="Mieux dit"), resource=row, version=row.version, by=BY)
    propose_resource(draft, by=BY)
    publish_resource(draft, review_on=NEXT_YEAR, on=TODAY, by=BY)
    assert readable() == [("Mieux dit", 2)]


def test_nobody_publishes_what_they_wrote() -> None:
    zoe, max_ = nobody_special("Zoé Blanc"), nobody_special("Max Noir")
    row = proposed(zoe)
    with pytest.raises(Refused, match="Vous avez écrit cette fiche"):
        publish_resource(row, review_on=NEXT_YEAR, on=TODAY, by=Author(at=BY.at, user=zoe))
    row.refresh_from_db()
    assert row.state == ResourceState.PROPOSED
    publish_resource(row, review_on=NEXT_YEAR, on=TODAY, by=Author(at=BY.at, user=max_))
    assert readable() == [("Préparer une première visite", 1)]


@pytest.mark.parametrize("day", [TODAY, date(2018, 5, 1), date(2030, 1, 1)])
def test_a_resource_is_read_again_within_five_years(day: object) -> None:
    row = proposed()
    with pytest.raises(Refused, match=r"Une ressource se relit après le 1er\sjuin 2018"):
        publish_resource(row, review_on=day, on=TODAY, by=BY)  # type: ignore[arg-type] # a day
    shown = published(title="Une autre").resource
    with pytest.raises(Refused, match="vient après aujourd'hui"):
        confirm_resource(shown, review_on=day, on=TODAY, by=BY)  # type: ignore[arg-type] # same
    assert Publication.objects.count() == 1


def test_what_has_aged_is_confirmed_and_keeps_its_day() -> None:
    row = published().resource
    second = write_resource(text(), resource=row, version=row.version, by=BY)
    publish_resource(propose_resource(second, by=BY), review_on=NEXT_YEAR, on=LATER, by=THEN)
    assert list(Resource.objects.expiring(NEXT_YEAR)) == [row]  # once, though it has two versions
    assert not Resource.objects.expiring(LATER)
    made = confirm_resource(row, review_on=date(2021, 1, 1), on=NEXT_YEAR, by=THEN)
    assert (made.number, made.started_on, made.review_on) == (2, LATER, date(2021, 1, 1))
    assert not Resource.objects.expiring(NEXT_YEAR)
    with pytest.raises(Refused, match="rien à confirmer"):
        confirm_resource(written(), review_on=NEXT_YEAR, on=TODAY, by=BY)


def test_what_is_withdrawn_says_why_and_was_read_before() -> None:
    row = published().resource
    withdraw_resource(row, "La loi a changé.", on=LATER, by=THEN)
    assert readable(LATER) == []
    assert readable(TODAY) == [("Préparer une première visite", 1)]
    (ended,) = Publication.objects.believed()
    assert (ended.ended_on, ended.end_reason) == (LATER, "La loi a changé.")
    with pytest.raises(Refused, match="« retirée »"):
        withdraw_resource(row, "Encore.", on=LATER, by=THEN)
    other = published(title="Le jour même").resource
    withdraw_resource(other, "Trop vite.", on=TODAY, by=BY)
    assert ("Le jour même", 1) not in readable(TODAY)


def test_a_withdrawal_after_a_retraction_has_nothing_to_end() -> None:
    row = published().resource
    standing = Publication.objects.get()
    standing.ended_on = LATER
    standing.save()
    assert withdraw_resource(row, "Doublon.", on=LATER, by=THEN).state == ResourceState.WITHDRAWN


def test_teams_and_cooperations_say_once_that_they_make_use_of_it(cast: Cast) -> None:
    row = published().resource
    use = take_up(row, cast.tilleul, on=TODAY, by=BY)
    take_up(row, cast.gard, on=LATER, by=THEN)
    with pytest.raises(Refused, match="« Équipe du Tilleul » a déjà dit s'en servir"):
        take_up(row, cast.tilleul, on=LATER, by=THEN)
    with pytest.raises(Refused, match="n'est pas publiée"):
        take_up(written(), cast.tilleul, on=TODAY, by=BY)

    def used(on: object) -> list[int]:
        known = instant(2019, 1, 1)
        found = Publication.objects.readable(as_of=on, known_at=known)  # type: ignore[arg-type] # a day
        return [row.used for row in found.with_uses(as_of=on, known_at=known)]  # type: ignore[arg-type] # same

    assert (used(TODAY), used(LATER)) == ([1], [2])
    assert str(use) == "Équipe du Tilleul"
    leave_off(use, by=THEN)
    assert used(LATER) == [1]
    assert [str(one) for one in Use.objects.believed()] == ["Coopération du Gard"]
