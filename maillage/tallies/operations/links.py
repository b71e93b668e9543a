"""Give a lead a personal link, replace it, take it back, open it; each refusal says what to do next."""

import datetime as dt
import re

from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of
from maillage.common.links import sealed
from maillage.common.mail import To, queue, site_link
from maillage.common.models import Message
from maillage.network.models import TeamLead
from maillage.network.operations.places import lock
from maillage.tallies.models import LinkEnd, TallyLink, new_seed, token_of

SERVES = dt.timedelta(days=400)  # a year and a month: the last month of a year is declared in the next
RENEWED = dt.timedelta(days=45)  # before its end, a message brings the next one
_TOKEN = re.compile(r"[0-9a-f]{40}", re.ASCII)


class Gone(TextChoices):
    """Why a link does not open."""

    UNKNOWN = "inconnu", gettext_lazy("lien inconnu")
    REVOKED = "retire", gettext_lazy("lien retiré")
    REPLACED = "remplace", gettext_lazy("lien remplacé")
    EXPIRED = "expire", gettext_lazy("lien arrivé à son terme")
    LEFT = "relais", gettext_lazy("la personne a passé le relais")


class LinkGone(Refused):
    """Refuse a link, and say why, so that the page offers the way out that fits."""

    def __init__(self, why: Gone, sentence: str, link: TallyLink | None = None) -> None:
        super().__init__(sentence)
        self.why = why
        self.link = link

    @property
    def may_be_sent_again(self) -> bool:
        """Tell whether the person may ask for a link that serves: nobody took theirs back, and they lead the team."""
        return self.why in {Gone.REPLACED, Gone.EXPIRED}


@transaction.atomic
def give_link(lead: TeamLead, *, on: dt.date, by: Author) -> TallyLink:
    """Give a lead a personal link; the one that they had is replaced, and serves no more."""
    lock([lead.team])
    _refuse_left(lead, on)
    _end(lead, LinkEnd.REPLACED, by=by)
    made = _made(lead, on=on, by=by)
    record(
        by,
        gettext_noop("a donné à %(person)s un lien personnel pour les relevés de l'équipe %(team)s"),
        lead.team,
        person=lead,
        team=lead.team,
    )
    return made


def _made(lead: TeamLead, *, on: dt.date, by: Author) -> TallyLink:
    """Write a new link."""
    seed = new_seed()
    return TallyLink.objects.create(
        lead=lead,
        seed=seed,
        digest=sealed(token_of(seed)),
        issued_at=by.at,
        issued_by_id=by.user.pk if by.user else None,
        expires_on=on + SERVES,
    )


def _end(lead: TeamLead, why: LinkEnd, *, by: Author) -> int:
    """Stop the links of a lead; return how many served."""
    ended = TallyLink.objects.of_lead(lead).filter(ended_at=None)
    return ended.update(ended_at=by.at, ended_by=by.user, end=why)


def _refuse_left(lead: TeamLead, on: dt.date) -> None:
    """Refuse someone who does not lead the team on a day."""
    if not TeamLead.objects.believed().as_of(on).filter(pk=lead.pk).exists():
        raise Refused(
            _("%(name)s n'est pas référent de « %(team)s » aujourd'hui : choisissez une personne en place.")
            % {"name": lead.name, "team": lead.team.name}
        )


@transaction.atomic
def link_to_write(lead: TeamLead, *, on: dt.date, by: Author) -> TallyLink:
    """Return the link that a message to a lead brings: the one that serves, or a new one when its end is near."""
    lock([lead.team])
    held = TallyLink.objects.of_lead(lead).serving(on + RENEWED).first()
    if held is not None and held.token:
        return held
    _end(lead, LinkEnd.REPLACED, by=by)
    return _made(lead, on=on, by=by)


@transaction.atomic
def revoke_link(link: TallyLink, *, by: Author) -> TallyLink:
    """Take a link back: from now on it opens nothing, and no message brings another by itself."""
    lead = link.lead
    lock([lead.team])
    if not TallyLink.objects.filter(pk=link.pk, ended_at=None).exists():
        raise Refused(_("Ce lien ne servait déjà plus : il n'y a rien à faire."))
    _end(lead, LinkEnd.REVOKED, by=by)
    record(
        by,
        gettext_noop("a retiré le lien personnel de %(person)s pour les relevés de l'équipe %(team)s"),
        lead.team,
        person=lead,
        team=lead.team,
    )
    return TallyLink.objects.get(pk=link.pk)


@transaction.atomic
def give_and_send(lead: TeamLead, *, on: dt.date, by: Author) -> TallyLink:
    """Give a lead a new link, and write it to them where they have an address."""
    link = give_link(lead, on=on, by=by)
    if lead.email:
        send_link_again(lead, on=on, by=by)
    return link


def address_of(link: TallyLink) -> str:
    """Return the address that a link opens, from the settings of the site."""
    return site_link(reverse("tally_by_link", args=[link.token]))


def open_link(token: str, *, on: dt.date) -> TallyLink:
    """Return the link that a token opens, if it serves on a day; or refuse, with the reason and the way out."""
    link = TallyLink.objects.opened_by(token) if _TOKEN.fullmatch(token) else None
    if link is None:
        raise LinkGone(
            Gone.UNKNOWN,
            _("Ce lien n'est pas complet : ouvrez-le de nouveau depuis le message, ou appelez-nous."),
        )
    team = link.lead.team.name
    if not TeamLead.objects.believed().as_of(on).filter(pk=link.lead_id).exists():
        raise LinkGone(
            Gone.LEFT,
            _(
                "Ce lien a été donné à une personne qui ne s'occupe plus de « %s » : celle qui a pris la suite a le "
                "sien, ou peut nous appeler pour le recevoir."
            )
            % team,
            link,
        )
    if link.end == LinkEnd.REVOKED:
        raise LinkGone(
            Gone.REVOKED,
            _(
                "Ce lien vers les relevés de « %(team)s » a été retiré le %(on)s : il n'ouvre plus rien. Si vous "
                "déclarez toujours pour l'équipe, appelez-nous, ou demandez-en un autre à qui vous accompagne."
            )
            % {"team": team, "on": formats.day(day_of(link.ended_at)) if link.ended_at else ""},
            link,
        )
    if link.end == LinkEnd.REPLACED:
        raise LinkGone(
            Gone.REPLACED,
            _(
                "Un lien plus récent a remplacé celui-ci : ouvrez le dernier message reçu pour « %s », ou demandez "
                "qu'on vous l'envoie de nouveau."
            )
            % team,
            link,
        )
    if link.expires_on <= on:
        raise LinkGone(
            Gone.EXPIRED,
            _(
                "Ce lien a servi jusqu'au %(on)s : demandez le suivant, il arrivera dans votre boîte aux lettres "
                "électronique."
            )
            % {"on": formats.day(link.expires_on)},
            link,
        )
    return link


@transaction.atomic
def send_link_again(lead: TeamLead, *, on: dt.date, by: Author) -> Message | None:
    """Write to a lead with the link that serves, once a day at most; whoever holds an old link learns nothing."""
    _refuse_left(lead, on)
    team = lead.team
    link = link_to_write(lead, on=on, by=by)
    return queue(
        To(email=lead.email, name=lead.name, user_id=lead.user_id),
        subject=_("Votre lien pour les relevés de « %s »") % team.name,
        text=_(
            "Bonjour %(name)s,\n\n"
            "Voici votre lien personnel pour dire, en deux minutes, ce que fait « %(team)s » :\n\n%(link)s\n\n"
            "Aucun mot de passe n'est demandé. Gardez ce message : le lien sert jusqu'au %(day)s, autant de fois que "
            "vous voulez. Il est à vous : ne le transmettez pas.\n\nMerci pour ce que vous faites."
        )
        % {
            "name": lead.name,
            "team": team.name,
            "link": address_of(link),
            "day": formats.day(link.expires_on),
        },
        kind="invitation-releve",
        because=_("Vous recevez ce message parce que vous êtes référent de l'équipe « %s ».") % team.name,
        at=by.at,
        key=f"lien-releve:{lead.pk}:{link.pk}:{on:%Y%m%d}",
    )


def note_use(link: TallyLink, *, on: dt.date) -> None:
    """Write that a link served on a day."""
    TallyLink.objects.filter(pk=link.pk).update(last_used_on=on)
