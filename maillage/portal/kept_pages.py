"""Pages kept in memory for visitors: while the register, the geography and the day stay the same, so does a page."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language_from_request

from maillage.accounts.models import JournalHead
from maillage.territory.models import Edition

OURS = "maillage.portal."
LARGEST = 1_000_000  # bytes of a page
LONGEST = 300  # characters of an address: past that, nobody comes back to it
# What the headers of a request change in an answer, the language apart.
ASKED = ("HTTP_ACCEPT_ENCODING", "HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_RANGE")

Standing = tuple[int | None, str | None, str | None, dt.date]
Key = tuple[str, ...]


class Shelf:
    """Keep answers for one state of the register, the least asked for going first; safe between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, HttpResponse] = OrderedDict()
        self._of: Standing | None = None
        self._weight = 0
        self._lock = threading.Lock()

    def find(self, key: Key, standing: Standing) -> HttpResponse | None:
        """Return a kept answer, when it still says what the register says."""
        with self._lock:
            if standing != self._of or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Key, standing: Standing, answer: HttpResponse, *, most: int) -> None:
        """Keep an answer; those of another state of the register leave, and the oldest when there is no room."""
        with self._lock:
            if standing != self._of:
                self._kept.clear()
                self._of, self._weight = standing, 0
            if (former := self._kept.pop(key, None)) is not None:
                self._weight -= len(former.content)
            self._kept[key] = answer
            self._weight += len(answer.content)
            while self._weight > most:
                _key, gone = self._kept.popitem(last=False)
                self._weight -= len(gone.content)


SHELF = Shelf()


def kept_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a middleware that answers visitors with pages that are already made."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not (settings.KEPT_PAGES and _is_shareable(request)):
            return get_response(request)
        key, now = _key_of(request), standing()
        found = SHELF.find(key, now)
        if found is not None:
            request.get_host()  # refuses a host that is not ours, as every page does
            return _copied(found)
        answer = get_response(request)
        if isinstance(answer, HttpResponse) and _may_be_kept(request, answer):
            SHELF.keep(key, now, _copied(answer), most=settings.KEPT_PAGES)
        return answer

    return middleware


def _is_shareable(request: HttpRequest) -> bool:
    """Tell whether what a request is answered may be given to others: of its visitor, only the language is known."""
    unknown = request.COOKIES.keys() <= {settings.LANGUAGE_COOKIE_NAME}
    return request.method == "GET" and unknown and len(request.get_full_path()) <= LONGEST


def _key_of(request: HttpRequest) -> Key:
    """Return all that an answer depends on, besides the register and the day."""
    asked = (request.META.get(name, "") for name in ASKED)
    return (request.get_full_path(), get_language_from_request(request), *asked)


def standing() -> Standing:
    """Return what every page depends on, in one question: where the journal and the geography stand, and the day."""
    last = Subquery(Edition.objects.order_by("-pk").values("digest")[:1])
    heads = JournalHead.objects.order_by().values_list("number", "digest", last)
    number, digest, edition = next(iter(heads), (None, None, None))
    return number, digest, edition, timezone.localdate()


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Tell whether an answer is a page of ours that says the same to everybody."""
    match = request.resolver_match
    return (
        answer.status_code == HTTPStatus.OK
        and not answer.cookies
        and "no-store" not in answer.headers.get("Cache-Control", "")
        and match is not None
        and match.func.__module__.startswith(OURS)
        and len(answer.content) <= LARGEST
    )


def _copied(answer: HttpResponse) -> HttpResponse:
    """Return an answer that the layers above may change without changing ours."""
    return HttpResponse(answer.content, headers=dict(answer.headers.items()))
