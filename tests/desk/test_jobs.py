"""Jobs: asked for once, run once in effect, taken over from a worker that fell silent, stopped and resumed."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from onewindow.kernel import clock, jobs, worker
from onewindow.kernel.access import Actor, Role, public
from onewindow.kernel.errors import Conflict, NotFound
from onewindow.kernel.people import FailedSignIn
from onewindow.texts import Text

pytestmark = pytest.mark.django_db
STEPS = 5


def write(step: int) -> None:
    """A trace that only a committed step leaves."""
    FailedSignIn.objects.create(sign_in_name=f"step {step}", address="", at=clock.now())


def written() -> list[str]:
    return list(FailedSignIn.objects.order_by("pk").values_list("sign_in_name", flat=True))


def all_steps(until: int = STEPS) -> list[str]:
    return [f"step {n}" for n in range(until)]


LABEL = Text("Testing", "测试")


@jobs.handler("test.steps", LABEL)
def take_steps(run: jobs.Run) -> dict[str, Any]:
    for step in range(int(run.cursor.get("at", 0)), STEPS):
        with run.step(step + 1, STEPS, at=step + 1):
            write(step)
        if step + 1 == run.args.get("fail_after"):
            raise Conflict(Text("No further.", "到此为止。"))
        if step + 1 == run.args.get("break_after"):
            raise ZeroDivisionError
    return {"steps": STEPS}


@jobs.handler("test.broken", LABEL)
def break_at_once(run: jobs.Run) -> dict[str, Any]:
    raise ZeroDivisionError


def ask(key: str = "k", kind: str = "test.steps", **args: Any) -> jobs.Job:
    return jobs.enqueue(kind, key, clock.now(), args)


def claimed(job: jobs.Job, after: timedelta = timedelta()) -> jobs.Run:
    run = jobs.claim(clock.now() + after, "worker", job.pk)
    assert run is not None
    return run


def as_it_is(job: jobs.Job) -> jobs.Job:
    job.refresh_from_db()
    return job


def test_a_job_is_done_once(work: Callable[[], int]) -> None:
    job = ask()
    assert ask().pk == job.pk
    assert work() == 1
    assert (as_it_is(job).state, job.result, job.done, job.total) == ("done", {"steps": STEPS}, STEPS, STEPS)
    assert written() == all_steps()
    assert ask().pk == job.pk and work() == 0
    assert written() == all_steps()


def test_a_job_of_an_unknown_kind_and_one_rolled_back_are_not_there() -> None:
    with pytest.raises(ValueError, match="no handler"):
        ask(kind="test.unheard_of")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError
    assert not jobs.Job.objects.exists()


def test_a_job_is_claimed_by_one() -> None:
    job = ask()
    claimed(job)
    assert jobs.claim(clock.now(), "other") is None
    assert jobs.claim(clock.now(), "other", job.pk) is None


def test_a_silent_holder_loses_its_job_and_can_write_no_more() -> None:
    job = ask()
    first = claimed(job)
    with first.step(1, STEPS, at=1):
        write(0)
    second = claimed(job, after=jobs.LEASE + timedelta(seconds=1))
    assert second.cursor == {"at": 1}
    with pytest.raises(jobs.LeaseLost), first.step(2, STEPS, at=2):
        write(99)
    jobs.perform(second)
    jobs.perform(first)  # it wakes up and goes on: nothing it does counts
    assert written() == all_steps()
    assert (as_it_is(job).state, job.result) == ("done", {"steps": STEPS})


def test_a_failing_step_leaves_neither_its_writes_nor_its_cursor() -> None:
    run = claimed(ask())
    with pytest.raises(ZeroDivisionError), run.step(1, STEPS, at=1):
        write(0)
        raise ZeroDivisionError
    assert written() == [] and run.cursor == {}


def test_stop_and_resume(work: Callable[[], int]) -> None:
    job = ask()
    run = claimed(job)
    run.on_progress = lambda done, total: jobs.stop(job.pk, clock.now()) if done == 2 else None
    jobs.perform(run)
    assert (as_it_is(job).state, job.cursor, written()) == ("cancelled", {"at": 2}, all_steps(2))
    assert ask().pk == job.pk
    work()
    assert (as_it_is(job).state, written()) == ("done", all_steps())


def test_stopping_before_it_began_and_after_it_ended(work: Callable[[], int]) -> None:
    job = ask()
    jobs.stop(job.pk, clock.now())
    assert as_it_is(job).state == "cancelled" and job.ended_at
    assert work() == 0
    ask()
    work()
    jobs.stop(job.pk, clock.now())
    assert (as_it_is(job).state, job.stop_asked) == ("done", False)


def test_an_error_of_the_house_ends_the_job_with_its_words(work: Callable[[], int]) -> None:
    job = ask(fail_after=3)
    work()
    assert (as_it_is(job).state, job.error) == ("failed", Text("No further.", "到此为止。"))
    assert written() == all_steps(3)


def test_an_unforeseen_error_is_tried_again_later_and_not_for_ever() -> None:
    job = ask(kind="test.broken")
    for attempt in range(1, jobs.ATTEMPTS_WITHOUT_PROGRESS + 1):
        with pytest.raises(ZeroDivisionError):
            jobs.perform(claimed(job, after=timedelta(hours=1)))
        assert as_it_is(job).attempts == attempt
        if attempt < jobs.ATTEMPTS_WITHOUT_PROGRESS:
            assert job.state == "queued" and job.run_after > clock.now()
            assert jobs.claim(clock.now(), "too early", job.pk) is None
    assert (job.state, job.error_en) == ("failed", "An error of ours: ZeroDivisionError.")


def test_progress_begins_the_count_of_attempts_anew() -> None:
    job = ask(break_after=2)
    jobs.Job.objects.filter(pk=job.pk).update(attempts=jobs.ATTEMPTS_WITHOUT_PROGRESS - 1)
    with pytest.raises(ZeroDivisionError):
        jobs.perform(claimed(job))
    assert (as_it_is(job).state, job.attempts) == ("queued", 0)


def test_a_worker_that_dies_every_time_is_not_followed_for_ever() -> None:
    job = ask()
    for _ in range(jobs.ATTEMPTS_WITHOUT_PROGRESS):
        jobs.Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
        claimed(job)  # and is killed
    jobs.Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    jobs.perform(claimed(job))
    assert as_it_is(job).state == "failed" and written() == []


def test_a_job_is_seen_by_who_asked_for_it(make_actor: Callable[..., Actor]) -> None:
    mine, other, administrator = make_actor(Role.HOLDER), make_actor(Role.HOLDER), make_actor(Role.ADMINISTRATOR)
    job = jobs.enqueue("test.steps", "mine", clock.now(), asked_by=mine.id)
    nobodys = ask()
    assert jobs.job_of(job.pk, mine) == jobs.job_of(job.pk, administrator) == job
    for actor, hidden in ((other, job), (public(), job), (public(), nobodys), (mine, nobodys)):
        with pytest.raises(NotFound):
            jobs.job_of(hidden.pk, actor)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_while_the_work_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.05)
    beaten = threading.Event()

    def wait(run: jobs.Run) -> dict[str, Any]:
        first = jobs.Job.objects.get(pk=run.job.pk).lease_until
        while not beaten.wait(0.02):
            if jobs.Job.objects.get(pk=run.job.pk).lease_until != first:
                beaten.set()
        return {}

    jobs.handler("test.wait", LABEL)(wait)
    job = ask(kind="test.wait")
    jobs.perform(claimed(job))
    assert beaten.is_set() and as_it_is(job).state == "done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_none_is_done_twice() -> None:
    made = [ask(f"job {n}") for n in range(12)]
    taken: list[int] = []

    def labour() -> None:
        taken.append(worker.run(once=True))
        connection.close()

    threads = [threading.Thread(target=labour) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 12
    assert {as_it_is(job).state for job in made} == {"done"}
    assert len(written()) == 12 * STEPS


@pytest.mark.django_db(transaction=True)
def test_a_command_does_its_own_job_here() -> None:
    assert worker.run_here(ask()).state == "done"
