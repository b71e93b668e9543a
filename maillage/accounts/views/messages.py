"""Messages: what a person got and why, the whole log, and the way to stop some of them."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from maillage.accounts.actors import actor_of
from maillage.accounts.forms.messages import MessageFilters
from maillage.accounts.roles import Right
from maillage.accounts.views import person
from maillage.common import mail
from maillage.common.errors import Refused
from maillage.common.models import Message

PER_PAGE = 50


def my_messages(request: HttpRequest) -> HttpResponse:
    """List the messages that the person got; the whole log to those who may read it."""
    user = person(request)
    may_see_all = actor_of(request).may(Right.SEE_MESSAGES)
    everybody = may_see_all and request.GET.get("tous") == "1"
    found = Message.objects.latest_first()
    found = found if everybody else found.received_by(user.pk, user.email)
    filters = MessageFilters(request.GET or None, kinds=Message.objects.kinds())
    page = Paginator(filters.applied_to(found), PER_PAGE).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "filters": filters,
        "everybody": everybody,
        "may_see_all": may_see_all,
        "mail_ready": settings.MAIL_READY,
        "query": filters.query(everybody=everybody),
    }
    return render(request, "accounts/messages.html", given)


def demo_messages(request: HttpRequest) -> HttpResponse:
    """Show the whole outbox of a demonstration, so that it is played without a mail server."""
    if not settings.DEMO:
        raise Http404
    page = Paginator(Message.objects.latest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/demo_messages.html", {"page": page})


@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping messages; stop them on sending, one-click from a mail program included (RFC 8058)."""
    try:
        email, kind = mail.read_unsubscribe(token)
    except Refused as refusal:
        return render(request, "accounts/unsubscribe.html", {"sentence": str(refusal)}, status=404)
    if request.method == "POST" and request.POST.get("reprendre"):
        mail.start_again(email, kind)
    elif request.method == "POST":
        mail.stop(email, kind, at=timezone.now())
    given = {
        "sentence": "",
        "email": email,
        "what": mail.MAY_STOP.get(kind, kind),
        "stopped": mail.is_stopped(email, kind),
        "sent": request.method == "POST",
    }
    return render(request, "accounts/unsubscribe.html", given)
