"""``python -m onewindow`` is the ``onewindow`` command."""

from onewindow.cli.main import app

app(prog_name="onewindow")
