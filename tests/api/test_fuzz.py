"""Made-up input for the whole API, by its own description: as somebody who may everything, and as somebody who may nothing."""

from __future__ import annotations

import logging
import os
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
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
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
]

#: Examples of each operation, pass by pass: the first is always finished, the others go on until the time is up.
PASSES = (2, 8, 24)

#: Seconds for one run over all operations.
BUDGET = 20

#: Draws the order of the operations and their examples; a run is repeated with the number that it printed.
SEED = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(2**32))

EXAMPLES = settings(
    deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def schema() -> Any:
    logging.disable(logging.CRITICAL)
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    # Who asks is said by the test; made-up tokens would spend the examples on 401.
    found.config.generation.update(with_security_parameters=False)
    yield found
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
    print(f"FUZZ_SEED={SEED}")
    operations = _shuffled(schema)
    fuzzer = Fuzzer(mode, accounts.api_client(user).defaults["HTTP_AUTHORIZATION"])
    end = time.monotonic() + BUDGET
    for examples in PASSES:
        for operation in operations:
            if examples == PASSES[0] or time.monotonic() < end:
                fuzzer.ask(operation, examples)

    assert not fuzzer.found, "\n\n".join(f"{label}: {problem}" for label, problem in fuzzer.found.items())
    assert [each.label for each in operations if each.label not in fuzzer.tried.keys() | fuzzer.unsendable] == []


def _shuffled(schema: Any) -> list[Any]:
    found = list(schema.get_all_operations())
    assert all(isinstance(each, Ok) for each in found)
    operations = [each.ok() for each in found]
    random.Random(SEED).shuffle(operations)
    return operations


class Fuzzer:
    """Sends made-up examples of one mode, counts them, and keeps what the first that fails of an operation is told."""

    def __init__(self, mode: GenerationMode, header: str) -> None:
        self.mode, self.headers = mode, {"Authorization": header, "Accept-Language": "en"}
        self.tried: Counter[str] = Counter()
        self.found: dict[str, str] = {}
        self.unsendable: set[str] = set()

    def ask(self, operation: Any, examples: int) -> None:
        if operation.label in self.found:
            return
        try:
            self._trial(operation, examples)()
        except Unsatisfiable:
            # What takes no input, or any word, cannot be sent any that does not fit.
            assert self.mode is GenerationMode.NEGATIVE
            self.unsendable.add(operation.label)
        except BaseExceptionGroup as several:
            self.found[operation.label] = str(several.exceptions[0])[:800]
        except Exception as error:
            self.found[operation.label] = f"{type(error).__name__}: {error}"[:800]

    def _trial(self, operation: Any, examples: int) -> Callable[[], None]:
        @seed(SEED + examples)
        @settings(EXAMPLES, max_examples=examples)
        @given(case=operation.as_strategy(generation_mode=self.mode))
        def trial(case: Any) -> None:
            answer = case.call(headers=self.headers)
            self.tried[operation.label] += 1
            _undo()
            case.validate_response(answer, checks=CHECKS)

        return trial


def _undo() -> None:
    """Let the caller in again, whom the last request may have shut out, and pair again, which is throttled."""
    ApiToken.objects.update(revoked_at=None)
    User.objects.update(is_active=True, one_time_until=None)
    cache.clear()
