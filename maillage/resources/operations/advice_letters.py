"""The messages about advice: to those who are asked, to who asked."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.common.mail import To, queue, site_link
from maillage.common.normalise.text import quoted
from maillage.resources.models import AdviceAnswer, AdviceRequest

LONGEST = 120  # letters of a title that the subject of a message holds


def _write(
    user: User,
    request: AdviceRequest,
    subject: str,
    *parts: str,
    kind: str,
    because: str,
    by: Author,
    key: str,
) -> None:
    """Queue a message to a person about a question, with the way to its page."""
    words = [
        _("Bonjour %s,") % user.name,
        *parts,
        site_link(request.get_absolute_url()),
        settings.BRANDING["name"],
    ]
    queue(
        To(email=user.email, name=user.name, user_id=user.pk),
        subject=subject % quoted(request.title, LONGEST),
        text="\n\n".join(words),
        kind=kind,
        because=because,
        at=by.at,
        key=key,
    )


def asked(request: AdviceRequest, *, by: Author) -> None:
    """Tell those who are asked, and those who answered already, that a question waits."""
    asked_before = Q(pk__in=request.called.values("pk")) | Q(pk__in=request.answers.values("user"))
    for user in User.objects.get_queryset().active().filter(asked_before).order_by("pk"):
        _write(
            user,
            request,
            _("On vous demande conseil : %s"),
            _("« %(asker)s » demande conseil : « %(title)s ».")
            % {"asker": request.asker, "title": quoted(request.title, LONGEST)},
            _(
                "Quelques lignes suffisent. Vous pouvez aussi ne pas répondre : l'équipe nationale prendra la suite."
            ),
            _("Pour ne plus recevoir de questions, dites-le ici : %s") % site_link(reverse("lived")),
            kind="conseil-question",
            because=_(
                "Vous recevez ce message parce que vous avez accepté qu'on vous demande conseil sur ce thème."
            ),
            by=by,
            key=f"conseil-question:{request.pk}:{user.pk}:{request.waiting_since:%Y%m%d%H%M%S%f}",
        )


def answered(answer: AdviceAnswer, *, by: Author) -> None:
    """Tell who asked that an answer came."""
    request = answer.request
    if request.asked_by is None or not request.asked_by.is_active:
        return
    _write(
        request.asked_by,
        request,
        _("Une réponse à votre question : %s"),
        _("Une réponse est venue à votre question « %s ».") % quoted(request.title, LONGEST),
        _("Lisez-la sur sa page, puis dites si elle vous suffit."),
        kind="conseil-reponse",
        because=_("Vous recevez ce message parce que vous avez demandé conseil."),
        by=by,
        key=f"conseil-reponse:{answer.pk}",
    )
