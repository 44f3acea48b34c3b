from __future__ import annotations

import pytest
from django.utils import translation

from biaogan.audit.names import read_references
from biaogan.core.schedule import JOBS, label_of


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_readers_of_the_trail_are_told_what_a_job_does(language):
    names = {job.name for job in JOBS if not job.name.startswith("test")}
    assert "obligations.sweep" in names

    with translation.override(language):
        told = read_references({("job", name) for name in names})

    assert [name for name in names if name in told["job", name].label] == []


def test_a_job_that_nobody_named_keeps_its_own_name():
    assert label_of("demo") == "demo"
