"""What several tests of desks begin with."""

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.desk.examining import Desk, Make, Register


@pytest.fixture
def desk(make_actor: Make, register_of: Register, work: Callable[[], int], now: datetime) -> Desk:
    return Desk(make_actor, register_of, work, now)
