"""What the engines of the network say to input that cannot be."""

from __future__ import annotations

from onewindow.texts import Text


class Refused(ValueError):
    """A network that cannot be bounded or simulated: ``element`` is to blame, ``message`` says what would mend it."""

    def __init__(self, element: str, message: Text) -> None:
        super().__init__(message.en)
        self.element, self.message = element, message
