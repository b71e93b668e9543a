"""Ask advice of peers, answer, say whether it is enough, make a resource of the answers."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import Cooperation, Team
from maillage.resources.models import (
    SUMMARY,
    TITLE,
    AdviceAnswer,
    AdviceOffer,
    AdviceRequest,
    AdviceState,
    Audience,
    Kind,
    Resource,
    of_whom,
)
from maillage.resources.operations import advice_letters as letters
from maillage.resources.operations.resources import Text, write_resource

LONGEST_CREDIT = 250
# A question goes first to those of the same département, and one step further where there is nobody.
NEAR = ("departement", "departement__region")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Hold what is asked."""

    theme: str
    title: str
    question: str


@transaction.atomic
def ask_advice(
    asking: Asking, subject: Team | Cooperation, *, offer: AdviceOffer | None = None, on: dt.date, by: Author
) -> AdviceRequest:
    """Ask advice, in the name of a team or a cooperation: of one person, or of those near who agreed to be asked."""
    if offer is not None and not AdviceOffer.objects.of_the_field(on).filter(pk=offer.pk).exists():
        raise Refused(
            _(
                "Cette personne n'accepte plus qu'on lui demande conseil : posez votre question sans choisir à qui, "
                "nous trouverons quelqu'un."
            )
        )
    if offer is not None and by.user is not None and offer.user_id == by.user.pk:
        raise Refused(_("Cette personne, c'est vous : posez votre question sans choisir à qui."))
    who = of_whom(subject)
    made = AdviceRequest.objects.create(
        theme=asking.theme,
        title=asking.title,
        question=asking.question,
        asked_at=by.at,
        asked_by_id=by.user.pk if by.user else None,
        waiting_since=by.at,
        **who,
    )
    made.called.set([offer.user] if offer else _near(made, on=on, by=by))
    letters.asked(made, by=by)
    record(by, gettext_noop("a demandé conseil pour « %(asker)s »"), made, subject, asker=subject)
    return made


def _near(request: AdviceRequest, *, on: dt.date, by: Author) -> list[User]:
    """Return those near the asker who agreed to be asked on the theme; nobody: the national team answers."""
    offers = AdviceOffer.objects.of_the_field(on).on_theme(request.theme)
    offers = offers.exclude(user=by.user.pk) if by.user else offers
    for path in NEAR:
        if found := list(offers.near(request.asker, on=on, path=path)):
            return [offer.user for offer in found]
    return []


@transaction.atomic
def answer_advice(request: AdviceRequest, text: str, credit: str, *, by: Author) -> AdviceAnswer:
    """Answer a question; it may have several answers."""
    current = _locked(request)
    if not current.goes_on:
        raise Refused(
            _("Cette demande est « %s » : elle n'attend plus de réponse.") % current.get_state_display()
        )
    if by.user is not None and by.user.pk == current.asked_by_id:
        raise Refused(
            _("Vous avez posé cette question : dites plutôt, sur sa page, qu'elle a trouvé sa réponse.")
        )
    made = AdviceAnswer.objects.create(
        request=current,
        text=text,
        credit=credit,
        user_id=by.user.pk if by.user else None,
        answered_at=by.at,
    )
    current.state = AdviceState.ANSWERED
    current.save(update_fields=["state"])
    letters.answered(made, by=by)
    record(
        by,
        gettext_noop("a répondu à une demande de conseil de « %(asker)s »"),
        *_about(current),
        asker=current.asker,
    )
    return made


@transaction.atomic
def settle_advice(request: AdviceRequest, *, by: Author) -> AdviceRequest:
    """Say that the answers are enough."""
    current = _become(request, AdviceState.SETTLED)
    current.save(update_fields=["state"])
    record(
        by,
        gettext_noop("a dit que « %(asker)s » a eu le conseil demandé"),
        *_about(current),
        asker=current.asker,
    )
    return current


@transaction.atomic
def ask_again(request: AdviceRequest, more: str, *, by: Author) -> AdviceRequest:
    """Say what is still missing: the question waits again, and whoever was asked or answered is told."""
    current = _become(request, AdviceState.ASKED)
    current.more = "\n\n".join(filter(None, (current.more, more)))
    current.waiting_since = by.at
    current.save(update_fields=["state", "more", "waiting_since"])
    letters.asked(current, by=by)
    record(by, gettext_noop("a redemandé conseil pour « %(asker)s »"), *_about(current), asker=current.asker)
    return current


@transaction.atomic
def close_advice(request: AdviceRequest, *, by: Author) -> AdviceRequest:
    """Close a question that needs no answer any more."""
    current = _become(request, AdviceState.CLOSED)
    current.save(update_fields=["state"])
    record(
        by,
        gettext_noop("a clos la demande de conseil de « %(asker)s »"),
        *_about(current),
        asker=current.asker,
    )
    return current


@transaction.atomic
def shelve_answers(request: AdviceRequest, *, by: Author) -> Resource:
    """Bring to the library the answers that may be published; whoever brings them goes on with the draft."""
    current = _locked(request)
    if current.shelved_id is not None:
        raise Refused(_("Ces réponses sont déjà passées à la bibliothèque."))
    answers = list(AdviceAnswer.objects.of(current).to_publish())
    if not answers:
        raise Refused(
            _("Personne n'a dit sous quel nom publier sa réponse : demandez-le d'abord à qui a répondu.")
        )
    names = list(dict.fromkeys(answer.credit for answer in answers))
    told = Text(
        title=current.title[:TITLE],
        kind=Kind.PRACTICE,
        theme=current.theme,
        audience=Audience.TEAM if current.team_id else Audience.COOPERATION,
        summary=str(_("Ce que des pairs ont répondu à la question « %s ».") % current.title)[:SUMMARY],
        text="\n\n".join(answer.text for answer in answers),
        credit=", ".join(names)[:LONGEST_CREDIT],
    )
    current.shelved = write_resource(told, by=by)
    current.save(update_fields=["shelved"])
    record(
        by,
        gettext_noop("a porté à la bibliothèque les conseils donnés à « %(asker)s »"),
        *_about(current),
        asker=current.asker,
    )
    return current.shelved


def _locked(request: AdviceRequest) -> AdviceRequest:
    return AdviceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _become(request: AdviceRequest, state: AdviceState) -> AdviceRequest:
    """Return a request, locked, in its next state; the caller saves."""
    current = _locked(request)
    if not current.may_become(state):
        raise Refused(
            _("Cette demande est « %s » : rechargez la page, quelqu'un l'a peut-être changée.")
            % current.get_state_display()
        )
    current.state = state
    return current


def _about(request: AdviceRequest) -> tuple[AdviceRequest, Team | Cooperation]:
    """Return what the journal says that an act is about."""
    return request, request.asker
