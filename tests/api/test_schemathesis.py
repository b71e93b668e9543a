"""The API against its own description: schemathesis sends what is allowed and what is not, and finds nothing."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings

from maillage.accounts.models import KeyedSending
from maillage.api.v1.about import EXAMPLE, described
from maillage.network.models import Enquiry
from tests.accounts.keys import given as key_given
from tests.accounts.keys import shown

EXAMPLES = 15
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PLAIN = {"Accept-Encoding": "identity"}  # its reader takes no gzip
OPERATIONS = sorted((path, verb.upper()) for path, verbs in described()["paths"].items() for verb in verbs)
READS = [path for path, verb in OPERATIONS if verb == "GET"]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the connection of the test open between calls, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operation_of(path: str, verb: str) -> Any:
    """Return an operation of the description, asked of the application itself."""
    schema = schemathesis.openapi.from_dict({**described(), "servers": [{"url": "http://localhost"}]})
    schema.app = get_wsgi_application()
    return schema[path][verb]


def checked(operation: Any, headers: Mapping[str, str], *, filled: Mapping[str, Any] | None = None) -> None:
    """Send right and wrong cases of an operation, and look at each answer with every check."""
    numbers = count(1)

    @QUIET
    @schemathesis_given(operation)
    def check(case: Any) -> None:
        if filled and isinstance(case.body, dict) and case.meta.generation.mode.is_positive:
            case.body = {**case.body, **filled}
            # Two different sendings under one key, drawn twice, would rightly be refused.
            case.headers["Idempotency-Key"] = f"envoi-{next(numbers):04}"
        case.call_and_validate(headers=dict(headers))

    check()


@pytest.mark.parametrize("path", READS)
@pytest.mark.usefixtures("cast")
def test_what_is_described_is_what_is_answered(path: str) -> None:
    checked(operation_of(path, "GET"), PLAIN)


@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
@pytest.mark.usefixtures("cast")
def test_what_is_described_is_what_is_answered_to_a_key(path: str, verb: str) -> None:
    _key, secret = key_given(quota=100_000)
    checked(operation_of(path, verb), {**PLAIN, **shown(secret)})


@pytest.mark.usefixtures("cast")
def test_what_is_right_is_received() -> None:
    """The control of what precedes: what is made at random rarely names a commune; here it names one."""
    _key, secret = key_given(quota=100_000)
    reached = {"commune": "30007", "telephone": "04 66 00 00 00", "email": "", "name": "Zoé", "words": ""}
    whole = {**reached, "organisation_name": "Les Amis"}
    checked(operation_of("/api/v1/enquiries", "POST"), {**PLAIN, **shown(secret)}, filled=whole)
    assert Enquiry.objects.exists()
    assert KeyedSending.objects.count() == Enquiry.objects.count()


@pytest.mark.usefixtures("cast")
def test_what_is_sent_and_then_followed_is_what_is_described() -> None:
    _key, secret = key_given()
    headers = {**PLAIN, **shown(secret)}
    post = operation_of("/api/v1/enquiries", "POST")
    told = {"body": EXAMPLE, "media_type": "application/json", "headers": {"Idempotency-Key": "envoi-0001"}}
    sent = post.Case(**told).call_and_validate(headers=headers)
    assert sent.status_code == 201
    assert post.Case(**told).call_and_validate(headers=headers).headers["idempotency-replayed"] == ["true"]
    follow = operation_of("/api/v1/enquiries/{number}", "GET")
    case = follow.Case(path_parameters={"number": sent.json()["number"]})
    assert case.call_and_validate(headers=headers).status_code == 200


def schemathesis_given(operation: Any) -> Any:
    """Return what gives the cases of an operation to a test, right ones and wrong ones."""
    from hypothesis import given  # noqa: PLC0415
    from schemathesis import GenerationMode  # noqa: PLC0415

    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return given(right | wrong)
