"""The index is built while others write: the builder's own progress must still be written."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from onewindow.desks.register import marks_index
from onewindow.kernel import clock, jobs


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_although_somebody_wrote_since_the_build_began(
    register_of: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    register_of(["安宝", "博成", "达德", "东方", "飞丰"])
    monkeypatch.setattr(marks_index, "READ_BLOCK", 2)
    job = jobs.enqueue("register.build_index", "test", clock.now())

    def elsewhere() -> None:
        jobs.Job.objects.filter(pk=job.pk).update(holder="somebody else")
        connection.close()

    told = []

    def progress(done: int, total: int) -> None:
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        with transaction.atomic():
            jobs.Job.objects.filter(pk=job.pk).update(done=done, total=total)
        told.append((done, total))

    assert marks_index.build(progress) == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
