"""How often one visitor may ask: a bucket of tokens for each, filled at an even pace, in the serving process."""

from __future__ import annotations

import threading
from datetime import datetime

from onewindow.kernel.errors import TooMany
from onewindow.texts import Text

MOST_VISITORS = 20_000
SLOW_DOWN = Text("Too many requests from you; try again in {seconds} s.", "您的请求过于频繁，请在 {seconds} 秒后再试。")

_lock = threading.Lock()
_buckets: dict[str, tuple[float, datetime]] = {}


def take(key: str, per_minute: int, now: datetime) -> None:
    """Take one token of ``key``, of which there are ``per_minute`` at once and as many come back in a minute.

    Raises ``TooMany`` with the seconds until the next one. A visitor forgotten for lack of room starts full again.
    """
    with _lock:
        left, since = _buckets.get(key, (float(per_minute), now))
        elapsed = max((now - since).total_seconds(), 0.0)
        left = min(float(per_minute), left + elapsed * per_minute / 60)
        if left < 1:
            wait = (1 - left) * 60 / per_minute if per_minute else 60.0
            raise TooMany(SLOW_DOWN, retry_after=int(wait) + 1)
        _buckets.pop(key, None)  # so that the order of the mapping is that of the last visit
        _buckets[key] = (left - 1, now)
        if len(_buckets) > MOST_VISITORS:
            del _buckets[next(iter(_buckets))]


def forget() -> None:
    """Every visitor starts full again."""
    with _lock:
        _buckets.clear()
