"""Made-up input for the whole API, by its own description: as somebody who may everything, and as somebody who may nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from biaogan.accounts.models import ApiToken, User
from biaogan.accounts.roles import Role
from tests.conventions.world import World
from tests.factories import accounts

pytestmark = [
    pytest.mark.fuzz,
    pytest.mark.django_db(transaction=True),
    # The client leaves uploads to the garbage collector; a server closes them with the answer.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

#: Seconds for one run over all operations; what is left over is not made up for.
BUDGET = 45

EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def schema() -> Any:
    logging.disable(logging.CRITICAL)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("may_everything", [True, False], ids=["everything", "nothing"])
def test_nothing_breaks_whatever_is_sent(schema, may_everything, mode):
    world = World()
    user = accounts.user()
    if may_everything:
        # The rules keep some of these roles apart; together they open every door.
        for role in Role:
            accounts.give(user, role, world.here.bank)
    header = accounts.api_client(user).defaults["HTTP_AUTHORIZATION"]
    end, found = time.monotonic() + BUDGET, []
    for each in schema.get_all_operations():
        assert isinstance(each, Ok)
        operation = each.ok()
        if time.monotonic() < end and (problem := _problem_with(operation, mode, header)):
            found.append(f"{operation.label}: {problem}")

    assert not found, "\n\n".join(found)


def _problem_with(operation: Any, mode: GenerationMode, header: str) -> str:
    """Return what the first example that fails is told, empty where all examples are answered as described."""
    try:
        _trial(operation, mode, header)()
    except Unsatisfiable:
        # What takes no input cannot be sent any that does not fit.
        return ""
    except BaseExceptionGroup as several:
        return str(several.exceptions[0])[:800]
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:800]
    return ""


def _trial(operation: Any, mode: GenerationMode, header: str) -> Callable[[], None]:
    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def trial(case: Any) -> None:
        answer = case.call(headers={"Authorization": header, "Accept-Language": "en"})
        _undo()
        case.validate_response(answer, checks=CHECKS)

    return trial


def _undo() -> None:
    """Let the caller in again, whom the last request may have shut out, and pair again, which is throttled."""
    ApiToken.objects.update(revoked_at=None)
    User.objects.update(is_active=True, one_time_until=None)
    cache.clear()
