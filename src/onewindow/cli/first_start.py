"""What must be there before the window opens: static files, and at the first start the sample register and people."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from onewindow.cli.house import alone, home, keeper


def collect_static() -> bool:
    """Collect and compress the static files when they changed since the last time. True if it was done."""
    from django.conf import settings
    from django.core.management import call_command

    stamp, now = home() / "static.stamp", _static_stamp()
    with alone("static"):
        if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
            return False
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)
    return True


def _static_stamp() -> str:
    from django.contrib.staticfiles import finders

    from onewindow import __version__

    digest = hashlib.sha256(__version__.encode())
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}\0".encode() + hashlib.sha256(Path(storage.path(path)).read_bytes()).digest())
    return digest.hexdigest()


def wants_sample(asked: bool | None) -> bool:
    """Whether the sample is to be loaded: when asked for, else into a register that is empty; once in its life."""
    from onewindow.desks.register.models import Right
    from onewindow.kernel.jobs import Job

    begun = Job.objects.filter(key="register.load_sample").first()
    if begun is not None:
        return begun.is_open or (begun.state != "done" and asked is not False)
    return asked if asked is not None else not Right.objects.exists()


def load_sample(now: datetime) -> None:
    """Load the sample register and make the sample people; a start that was killed is taken up again."""
    from onewindow.desks.register.sample import people
    from onewindow.kernel import jobs, worker

    actor = keeper("up")
    worker.run_here(jobs.enqueue("register.load_sample", "register.load_sample", now))
    with alone("people"):
        people.make_people(actor, now)
