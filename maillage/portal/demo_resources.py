"""The library of the demonstration: what the exchanges left, memo sheets of the network, what is on its way."""

import datetime as dt
import io
import math

from PIL import Image, ImageDraw

from maillage.accounts.models import User
from maillage.common.attachments import Document
from maillage.common.facts import Author, end_of_day
from maillage.common.palette import BRIGHT_ORANGE, INK, MIST, MUTED, ORANGE, PAPER, TEAL, VIOLET
from maillage.common.spreadsheets import Column, SheetOut, write_xlsx
from maillage.network.models import Cooperation, Team
from maillage.resources.models import Audience, Kind, Resource, Theme
from maillage.resources.operations.pieces import join_document, join_picture
from maillage.resources.operations.resources import (
    Text,
    confirm_resource,
    propose_resource,
    publish_resource,
    take_up,
    write_resource,
)
from maillage.supports.models import Curriculum, ResourceDraft, Variant
from maillage.supports.operations.exchange_minutes import shelve_draft
from maillage.supports.operations.training_curricula import CurriculumText, change_curriculum

SOURCE = "bibliothèque de démonstration"
NETWORK = "Le réseau, avec six coopérations"
HALF_A_YEAR, A_MONTH = dt.timedelta(days=182), dt.timedelta(days=30)
# When, what, about what, for whom, in a sentence, the text.
SHEETS: tuple[tuple[dt.date, str, Kind, Theme, Audience, str, str], ...] = (
    (
        dt.date(2017, 9, 18),
        "Préparer une première visite",
        Kind.MEMO,
        Theme.PRESENCE,
        Audience.TEAM,
        "Ce que l'on se dit à deux, la veille, avant de sonner à une porte.",
        """## La veille

- appeler la personne, dire qui vient et jusqu'à quelle heure
- relire ensemble la charte
- venir à deux la première fois

## Sur place

On écoute d'abord. On ne promet que ce que l'on tiendra : un jour, une heure, un prénom.

## Après

On se retrouve un quart d'heure. Si quelque chose inquiète, on en parle au référent **le jour même**.
""",
    ),
    (
        dt.date(2017, 11, 20),
        "Qui réunir autour de la table",
        Kind.LANDMARK,
        Theme.COOPERATING,
        Audience.COOPERATION,
        "Les cinq sortes de partenaires sans lesquels une coopération départementale ne tient pas.",
        """Une coopération commence souvent à trois. Elle tient quand chacun y trouve son compte :

![](table.png)

1. une association d'habitants
2. une commune ou son CCAS
3. le Département
4. une caisse de retraite
5. des bénévoles, dès la première réunion

## Ce qui aide

Une personne qui a du temps pour animer, et une date fixée avant de se quitter.
""",
    ),
    (
        dt.date(2018, 4, 9),
        "Le cahier de liaison de l'équipe",
        Kind.TOOL,
        Theme.TEAM_LIFE,
        Audience.TEAM,
        "Une page par mois pour savoir qui va où, sans écrire le nom de personne.",
        """Le cahier dit les jours, les prénoms des bénévoles et le nombre de visites.
**Jamais le nom de la personne visitée**, ni sa santé.

- une page par mois
- un responsable du cahier, qui change chaque trimestre
- il reste au local
""",
    ),
)
KIT, CHARTER = "Le kit de la formation socle", "La charte en cinq phrases"
SHEETS += (
    (
        dt.date(2018, 2, 12),
        KIT,
        Kind.KIT,
        Theme.TRAINING,
        Audience.ALL,
        "De quoi tenir les deux demi-journées du socle : le déroulé, les jeux, la feuille à laisser.",
        """## Avant

Réunir douze chaises en cercle, un mur libre, et le texte de la charte pour chacun.

## Pendant

1. se présenter par un lieu que l'on aime
2. parler de l'isolement, avec le jeu de cartes
3. jouer une première visite, à trois

## Après

On se redonne rendez-vous, avec une date.
""",
    ),
    (
        dt.date(2018, 6, 4),
        CHARTER,
        Kind.CHARTER,
        Theme.ETHICS,
        Audience.ALL,
        "Ce que dit la charte, pour la lire à voix haute en ouvrant une réunion.",
        """- Chaque personne compte, à tout âge.
- On agit ensemble, chacun à sa place.
- On propose, on n'impose jamais.
- Ce que l'on voit chez quelqu'un reste chez lui.
- Une équipe est ouverte à qui veut la rejoindre.
""",
    ),
)
WAITING = (
    "Un café chaque jeudi",
    Kind.PRACTICE,
    Theme.TOGETHER,
    Audience.ALL,
    "Comment une équipe a fait du café du marché le rendez-vous de tout un quartier.",
    "Nous avons commencé à quatre, avec une table et un thermos. Un an plus tard, vingt personnes viennent.",
)


def publish(*, today: dt.date, at: dt.datetime) -> int:
    """Fill the library, and return how many resources can be read."""
    if Resource.objects.exists():
        return 0
    drafts = ResourceDraft.objects.filter(may_be_published=True).select_related("meeting").order_by("pk")
    done = [
        _published(
            shelve_draft(draft.meeting, by=_known(draft.meeting.on, at)), draft.meeting.on + A_MONTH, at
        )
        for draft in drafts
    ]
    for on, title, kind, theme, audience, summary, text in SHEETS:
        told = Text(
            title=title, kind=kind, theme=theme, audience=audience, summary=summary, text=text, credit=NETWORK
        )
        row = write_resource(told, by=_known(on, at))
        _joined(row, on, at)
        done.append(_published(row, on, at))
    by = Author(at=at, source=SOURCE)
    for curriculum in Curriculum.objects.of_variant(Variant.CORE):
        told_of = CurriculumText(
            name=curriculum.name,
            variant=curriculum.variant,
            audience=curriculum.audience,
            kit=next(row for row in done if row.title == KIT),
        )
        change_curriculum(curriculum, told_of, on=today, by=by)
    for row in done[1:]:  # the oldest was forgotten: its page says so
        confirm_resource(row, review_on=today + HALF_A_YEAR, on=today, by=by)
    _used(done, at)
    title, kind, theme, audience, summary, text = WAITING
    told = Text(
        title=title,
        kind=kind,
        theme=theme,
        audience=audience,
        summary=summary,
        text=text,
        credit="L'équipe de Jeanne",
    )
    writer = User.objects.filter(grants__role="referent-equipe").order_by("pk").first()
    propose_resource(write_resource(told, by=Author(at=at, user=writer, source=SOURCE)), by=by)
    return len(done)


def _known(on: dt.date, at: dt.datetime) -> Author:
    """Return who writes what was known at the end of a day."""
    return Author(at=at, known_from=min(end_of_day(on), at), source=SOURCE)


def _published(row: Resource, on: dt.date, at: dt.datetime) -> Resource:
    """Publish a resource on a day, to be read again two years later."""
    by = _known(on, at)
    propose_resource(row, by=by)
    publish_resource(row, review_on=on + 4 * HALF_A_YEAR, on=on, by=by)
    return row


def _joined(row: Resource, on: dt.date, at: dt.datetime) -> None:
    """Join to two sheets what they speak of: a drawing of the table, a booklet to fill."""
    if "table" in row.title:
        picture = Document(name="table.png", kind="png", content=_table())
        join_picture(
            row, picture, "Cinq chaises de couleurs différentes autour d'une table ronde.", by=_known(on, at)
        )
    elif "cahier" in row.title:
        columns = [Column("Jour"), Column("Prénom du bénévole"), Column("Visites", "integer")]
        booklet = io.BytesIO()
        write_xlsx(
            booklet, [SheetOut(name="Le mois", columns=columns, rows=[], heading=["Cahier de liaison"])]
        )
        document = Document(name="cahier-de-liaison.xlsx", kind="xlsx", content=booklet.getvalue())
        join_document(row, document, by=_known(on, at))


def _table() -> bytes:
    """Draw five chairs around a table."""
    picture = Image.new("RGB", (900, 600), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((300, 150, 600, 450), fill=MIST, outline=INK, width=6)
    for rank, colour in enumerate((VIOLET, ORANGE, TEAL, BRIGHT_ORANGE, MUTED)):
        angle = 2 * math.pi * rank / 5 - math.pi / 2
        x, y = 450 + 215 * math.cos(angle), 300 + 215 * math.sin(angle)
        pen.ellipse((x - 45, y - 45, x + 45, y + 45), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _used(done: list[Resource], at: dt.datetime) -> None:
    """Say that some teams, and a cooperation, make use of the resources."""
    teams = list(Team.objects.order_by("slug")[:12])
    for rank, row in enumerate(done):
        since = dt.date(2018, 10, 1) + rank * A_MONTH
        for team in teams[rank : rank + 1 + rank % 4]:
            take_up(row, team, on=since, by=_known(since, at))
    first = Cooperation.objects.order_by("slug").first()
    if first is not None:
        take_up(done[-1], first, on=dt.date(2019, 3, 1), by=_known(dt.date(2019, 3, 1), at))
