"""What partners write by the API: they forward what people ask on their own sites, and follow it."""

from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Header, Path

from maillage.api.v1 import schemas
from maillage.api.v1.keys import key_of
from maillage.api.v1.observatory import api
from maillage.api.v1.routes import PROBLEMS
from maillage.api.v1.sending import TOKEN, Created, once
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.mail import site_link
from maillage.network.forms.enquiries import MYSELF, SOMEONE, ForwardedEnquiryForm
from maillage.network.models import Enquiry, Wish
from maillage.network.operations.enquiries import receive_enquiry

__all__ = ["api"]

KEYED = {
    **PROBLEMS,
    HTTPStatus.UNAUTHORIZED: schemas.Problem,
    HTTPStatus.FORBIDDEN: schemas.Problem,
    HTTPStatus.TOO_MANY_REQUESTS: schemas.Problem,
}
LARGEST_NUMBER = 2**63 - 1


@api.post(
    "enquiries",
    response={
        HTTPStatus.CREATED: schemas.Followed,
        **KEYED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: schemas.Problem,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: schemas.Problem,
    },
    summary="Transmettre ce que demande un habitant",
    url_name="api_enquiries",
    operation_id="forward_enquiry",
)
def forward(
    request: HttpRequest,
    asked: schemas.Forwarded,
    idempotency_key: Annotated[  # noqa: ARG001 - it is read with the request, and described here
        str,
        Header(
            alias="Idempotency-Key",
            pattern=TOKEN,
            description="Un texte tiré au hasard pour cet envoi ; le même si vous l'envoyez de nouveau.",
        ),
    ],
) -> HttpResponse:
    """Receive what someone asks on the site of a partner, by the rules of our own form."""
    return once(request, asked.dict(), lambda: _received(request, asked))


def _received(request: HttpRequest, asked: schemas.Forwarded) -> Created:
    """Keep what is asked, or refuse it with all that is wrong in it."""
    form = ForwardedEnquiryForm(Wish(asked.wish), _filled(asked))
    if not form.is_valid():
        raise Refused(" ".join(form.sentences))
    enquiry = receive_enquiry(
        form.asked,
        on=timezone.localdate(),
        by=Author(at=timezone.now(), role="partenaire"),
        forwarded_with=key_of(request),
    )
    return Created(
        location=site_link(reverse("api_enquiry", kwargs={"number": enquiry.pk})), told=_told(enquiry)
    )


def _filled(asked: schemas.Forwarded) -> dict[str, str]:
    """Return what is asked as a person would have typed it in our form."""
    return {
        "name": asked.name,
        "telephone": asked.telephone,
        "email": asked.email,
        "organisation_name": asked.organisation_name,
        "whom": SOMEONE if asked.for_someone else MYSELF,
        "place": asked.commune,
        "words": asked.words,
        "consent": "on" if asked.consent else "",
    }


@api.get(
    "enquiries/{number}",
    response={HTTPStatus.OK: schemas.Followed, **KEYED},
    summary="Où en est une demande que l'on a transmise",
    url_name="api_enquiry",
    operation_id="enquiry",
)
def followed(request: HttpRequest, number: Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]) -> dict[str, Any]:
    """Return the state of an enquiry that the same key sent; the others do not exist."""
    enquiry = Enquiry.objects.forwarded_by(key_of(request)).numbered([number]).first()
    if enquiry is None:
        raise Http404
    return _told(enquiry)


def _told(enquiry: Enquiry) -> dict[str, Any]:
    """Return what a partner may know of an enquiry: nothing about anybody."""
    return {"number": enquiry.pk, "state": enquiry.state}
