"""The API against its own description: schemathesis sends what is allowed and what is not, and finds nothing."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings

from maillage.api.v1.about import described

EXAMPLES = 15
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PATHS = sorted(described()["paths"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("cast")
def test_what_is_described_is_what_is_answered(path: str) -> None:
    schema = schemathesis.openapi.from_dict({**described(), "servers": [{"url": "http://localhost"}]})
    schema.app = get_wsgi_application()
    operation: Any = schema[path]["GET"]

    @QUIET
    @schemathesis_given(operation)
    def check(case: Any) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})  # its reader takes no gzip

    check()


def schemathesis_given(operation: Any) -> Any:
    """Return what gives the cases of an operation to a test, right ones and wrong ones."""
    from hypothesis import given  # noqa: PLC0415
    from schemathesis import GenerationMode  # noqa: PLC0415

    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return given(right | wrong)
