"""The advice of the demonstration: who agrees to be asked, a question that found its answer, one that waits."""

import datetime as dt

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.reach import wearing
from maillage.resources.models import AdviceOffer, Audience, Kind, Theme, houses_of, users_of
from maillage.resources.operations.advice import Asking, answer_advice, ask_advice, settle_advice
from maillage.resources.operations.advice_offers import agree_to_be_asked
from maillage.resources.operations.coauthors import invite_coauthor
from maillage.resources.operations.resources import Text, write_resource

SOURCE = "conseils de démonstration"
# How long ago, who, about what, in a sentence.
LIVED = (
    (
        90,
        Role.ANIMATOR,
        Theme.COOPERATING,
        "Nous avons réuni huit partenaires en six mois, à partir de trois.",
    ),
    (
        80,
        Role.MEMBER,
        Theme.TEAM_LIFE,
        "Notre équipe a perdu deux bénévoles la même semaine, puis en a trouvé quatre.",
    ),
    (60, Role.SUPPORT, Theme.PRESENCE, "J'ai accompagné des visites interrompues par une hospitalisation."),
)
ANSWERED = Asking(
    theme=Theme.TEAM_LIFE,
    title="Comment remplacer deux bénévoles qui s'arrêtent ensemble ?",
    question="Ils faisaient à eux deux les visites du lundi. Nous ne voulons ni arrêter, ni épuiser les autres.",
)
WAITING = Asking(
    theme=Theme.MOBILITY,
    title="Qui assure les trajets en voiture ?",
    question="Trois bénévoles proposent d'emmener des voisins au marché. Faut-il prévenir leur assurance ?",
)
ANSWER = (
    "Nous avons d'abord espacé les visites, en le disant à chacun. Puis nous avons tenu une table au marché, deux "
    "samedis de suite : quatre personnes sont venues voir, et sont restées."
)
SHEET = Text(
    title="Tenir une table au marché",
    kind=Kind.PRACTICE,
    theme=Theme.MEETING,
    audience=Audience.TEAM,
    summary="Deux samedis, une table et un thermos : ce qui donne envie de rejoindre l'équipe.",
    text="Venir à deux, avec une affichette et des mots simples. Demander un prénom, proposer une date.",
    credit="L'équipe de Marcel",
)


def advise(*, today: dt.date, at: dt.datetime) -> int:
    """Write who agrees to be asked, what was asked and answered, once; return how many questions."""
    people = {
        user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith="@example.org")
    }
    lead, member = people.get(Role.LEAD), people.get(Role.MEMBER)
    if AdviceOffer.objects.exists() or lead is None or member is None:
        return 0

    def then(days: int, user: User) -> Author:
        return Author(at=at - dt.timedelta(days=days), user=user, source=SOURCE)

    for days, role, theme, sentence in LIVED:
        if user := people.get(role):
            teams, cooperations = houses_of(wearing(user, today=today, strong=True))
            house = cooperations.first() or teams.first()
            on = today - dt.timedelta(days=days)
            agree_to_be_asked(user, theme, sentence, house, on=on, by=then(days, user))
    team = users_of(wearing(lead, today=today, strong=True))[0].first()
    if team is None:
        return 0
    asked = ask_advice(ANSWERED, team, on=today - dt.timedelta(days=40), by=then(40, lead))
    answer_advice(asked, ANSWER, "La coopération de Brigitte", by=then(37, member))
    settle_advice(asked, by=then(36, lead))
    ask_advice(WAITING, team, on=today - dt.timedelta(days=9), by=then(9, lead))
    sheet = write_resource(SHEET, by=then(5, lead))
    invite_coauthor(sheet, member.email, on=today - dt.timedelta(days=4), by=then(4, lead))
    return 2
