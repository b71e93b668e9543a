"""What others follow: news as Atom, meetings as iCalendar, missions as API Engagement reads them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Event

from maillage.api.datasets import enquire_link
from maillage.common.calendars import host, icalendar
from maillage.common.facts import start_of_day
from maillage.common.mail import site_link
from maillage.events.exports.event_ics import component_of
from maillage.events.models import Event as Gathering
from maillage.indicators.forms import Question
from maillage.network.models import (
    Cooperation,
    CooperationStage,
    CooperationStageChange,
    Meeting,
    Organisation,
    Signature,
    Team,
    TeamStage,
    TeamStageChange,
)
from maillage.supports.models import ExchangeMeeting
from maillage.territory.perimeter import Perimeter

MOST = 50  # entries of a feed
LASTS = dt.timedelta(hours=2)  # a meeting says when it begins, not when it ends


class News(Atom1Feed):
    """Write news as Atom; a territory without any was updated on the day asked for, not at each reading."""

    def latest_post_date(self) -> dt.datetime:
        """Return when the last news was written."""
        return super().latest_post_date() if self.items else self.feed["asked_on"]


def news(perimeter: Perimeter, question: Question, address: str) -> bytes:
    """Return what happened lately in a territory, as Atom: recognised teams, stages of cooperations, signatures."""
    feed = News(
        title=_("%(name)s, nouvelles : %(place)s")
        % {"name": settings.BRANDING["name"], "place": perimeter.label},
        link=site_link("/"),
        description="",
        language="fr",
        author_name=str(settings.BRANDING["name"]),  # RFC 4287, 4.1.1: a feed has an author
        feed_url=address,
        asked_on=start_of_day(question.as_of),
        feed_guid=f"tag:{host()},2014:nouvelles/{perimeter}",
    )
    for at, on, title, link, key in _latest(perimeter, question):
        feed.add_item(
            title=title,
            link=link,
            description=None,  # type: ignore[arg-type] # none is allowed: Django would write a summary as HTML, and a name is plain text
            unique_id=f"tag:{host()},2014:{key}",
            pubdate=start_of_day(on),
            updateddate=at,
        )
    return feed.writeString("utf-8").encode()


def _latest(perimeter: Perimeter, question: Question) -> list[tuple[dt.datetime, dt.date, str, str, str]]:
    """Return the last news of a territory: when it was written, its day, its words, its page, its key."""
    day, known = question.as_of, question.known_at
    teams = Team.objects.seated(as_of=day, known_at=known).reaching(perimeter, as_of=day, known_at=known)
    cooperations = Cooperation.objects.seated(as_of=day, known_at=known)
    cooperations = cooperations.reaching(perimeter, as_of=day, known_at=known)
    organisations = Organisation.objects.seated(as_of=day, known_at=known).seated_in(perimeter)
    passed = TeamStageChange.objects.known_at(known).until(day).of_teams(teams)
    entered = CooperationStageChange.objects.known_at(known).until(day).of_cooperations(cooperations)
    signed = Signature.objects.known_at(known).until(day).national().of_organisations(organisations)
    found = [
        *(
            (
                change.recorded_at,
                change.changed_on,
                _("Équipe reconnue : %s") % change.team.name,
                site_link(change.team.get_absolute_url()),
                f"etape-equipe/{change.pk}",
            )
            for change in passed.at_stages([TeamStage.RECOGNISED]).latest_first()[:MOST]
        ),
        *(
            (
                change.recorded_at,
                change.changed_on,
                f"{change.cooperation.name} – {CooperationStage(change.stage).label}",
                site_link(change.cooperation.get_absolute_url()),
                f"etape-cooperation/{change.pk}",
            )
            for change in entered.latest_first()[:MOST]
        ),
        *(
            (
                signature.recorded_at,
                signature.started_on,
                _("Signature de la charte : %s") % signature.organisation.name,
                site_link(signature.organisation.get_absolute_url()),
                f"signature/{signature.pk}",
            )
            for signature in signed[:MOST]
            if signature.organisation and signature.started_on
        ),
    ]
    return sorted(found, key=lambda line: (line[1], line[0], line[4]), reverse=True)[:MOST]


def meetings(perimeter: Perimeter, question: Question) -> bytes:
    """Return the meetings to come that are open to the public in a territory, as iCalendar."""
    day, known = question.as_of, question.known_at
    near = Cooperation.objects.placed(as_of=day, known_at=known).reaching(
        perimeter, as_of=day, known_at=known
    )
    places = {row.pk: row for row in near}
    exchanges = ExchangeMeeting.objects.announced().from_day(day).inside(perimeter).in_full()
    return icalendar(
        f"{settings.BRANDING['name']} – {perimeter.label}",
        [
            *(
                _event(meeting, places[meeting.cooperation_id])
                for meeting in Meeting.objects.open_to_all(day)
                if meeting.cooperation_id in places
            ),
            *map(_exchange, exchanges),
            *map(component_of, Gathering.objects.announced().from_day(day).inside(perimeter).in_full()),
        ],
    )


def _exchange(meeting: ExchangeMeeting) -> Event:
    """Return a meeting of exchange that is announced to all; its link stays with those who come."""
    event = Event()
    starts, ends = meeting.span
    event.add("uid", f"echange-{meeting.pk}@{host()}")
    event.add("dtstamp", meeting.saved_at or start_of_day(meeting.on))
    event.add("sequence", meeting.version - 1)
    event.add("summary", _("Échange : %s") % meeting)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    if meeting.where:
        event.add("location", meeting.where)
    event.add("description", meeting.series.owner)
    event.add("url", site_link(meeting.get_absolute_url()))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    return event


def _event(meeting: Meeting, cooperation: Cooperation) -> Event:
    """Return a public meeting at the clock of its place; its link and its papers stay with its members."""
    event = Event()
    event.add("uid", f"reunion-publique-{meeting.pk}@{host()}")
    event.add("dtstamp", meeting.saved_at or start_of_day(meeting.on))
    event.add("sequence", meeting.version - 1)
    event.add("summary", meeting.title)
    if meeting.starts_at:
        departement = cooperation.seat.departement if cooperation.seat else None
        clock = departement.clock if departement else ZoneInfo(settings.TIME_ZONE)
        starts = dt.datetime.combine(meeting.on, meeting.starts_at, tzinfo=clock)
        event.add("dtstart", starts)
        event.add("dtend", starts + LASTS)
    else:
        event.add("dtstart", meeting.on)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("description", cooperation.name)
    event.add("url", site_link(cooperation.get_absolute_url()))
    event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED")
    return event


def missions(teams: Sequence[Team], today: dt.date) -> bytes:
    """Return what recognised teams offer to volunteers, as API Engagement reads it."""
    root = ET.Element("source")
    _add(
        root,
        publisher=settings.BRANDING["name"],
        publisherurl=site_link("/"),
        lastBuildDate=today.isoformat(),
    )
    for team in teams:
        if team.stage == TeamStage.RECOGNISED:
            _mission(ET.SubElement(root, "mission"), team)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _mission(mission: ET.Element, team: Team) -> None:
    """Write the mission of a team: join it."""
    carriers = [line.organisation for line in team.carried_by_now]  # type: ignore[attr-defined] # of `teams_of`
    behind: Organisation | Team = carriers[0] if carriers else team
    _add(
        mission,
        clientId=team.slug,
        title=_("Rejoindre l'équipe citoyenne « %s »") % team.name,
        description=team.activities
        or _("Rendre visite, appeler, accompagner : un peu de temps avec des personnes âgées du voisinage."),
        applicationUrl=enquire_link(team),
        domain="solidarite-insertion",
        activity="lutte-contre-isolement",
        type="benevolat",
        remote="no",
        schedule=team.schedule,
        postedAt=team.since.isoformat() if team.since else "",
        organizationClientId=behind.slug,
        organizationName=behind.name,
        organizationUrl=site_link(behind.get_absolute_url()),
        organizationSiret=getattr(behind, "siret", None) or "",
    )
    seat = team.seat
    if seat is None or seat.departement is None:
        return
    address = ET.SubElement(ET.SubElement(mission, "addresses"), "address")
    _add(
        address,
        city=seat.commune.name if seat.commune else "",
        departmentCode=seat.departement.code,
        departmentName=seat.departement.name,
        country="FR",
    )
    if seat.commune and seat.commune.latitude is not None:
        location = ET.SubElement(address, "location")
        _add(location, lat=str(seat.commune.latitude), lon=str(seat.commune.longitude))


def _add(parent: ET.Element, **values: object) -> None:
    """Write what is known, one element each."""
    for name, value in _known(values.items()):
        ET.SubElement(parent, name).text = value


def _known(values: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    """Yield the values that are there."""
    return ((name, str(value)) for name, value in values if value not in ("", None))
