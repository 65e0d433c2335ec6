"""The ``onewindow`` command: one module a subject; Django, numpy and the engines are imported inside commands only."""
