import pytest

from tests.factories import org


@pytest.fixture
def net(db: None) -> org.Branch:
    return org.branch()
