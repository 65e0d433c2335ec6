"""From one calendar to the other without a lost block: request, acknowledge, switch at a multiframe boundary.

The sender writes the standby calendar and sets CR; the receiver, once it has read a whole multiframe of it, sets CA;
the sender flips C in the overhead and both use the new calendar from the next multiframe on (OIF-FLEXE-02.x in our own
words; unverified).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onewindow.engines.network.flexe.overhead import Multiframe


@dataclass
class Sender:
    """The transmitting end of one instance."""

    said: Multiframe

    def ask(self, calendar: tuple[int, ...]) -> None:
        """Write the standby calendar and ask for it."""
        standby = "calendar_b" if self.said.in_use == 0 else "calendar_a"
        self.said = replace(self.said, **{standby: calendar}, request=True)  # type: ignore[arg-type]

    def next(self, acknowledged: bool) -> Multiframe:
        """The multiframe to send now, ``acknowledged`` being the CA bit last received from the far end."""
        if self.said.request and acknowledged:
            self.said = replace(self.said, in_use=1 - self.said.in_use, request=False)
        return self.said

    @property
    def calendar(self) -> tuple[int, ...]:
        """The calendar in use."""
        return self.said.calendar_b if self.said.in_use else self.said.calendar_a


@dataclass
class Receiver:
    """The receiving end: it follows C, and acknowledges a request it has read whole."""

    calendar: tuple[int, ...]
    in_use: int = 0
    acknowledge: bool = False

    def take(self, heard: Multiframe) -> None:
        """Read a multiframe: the calendar it names in C holds from the next on; one with bad frames changes nothing."""
        if heard.bad_frames:
            return
        self.acknowledge = heard.request
        if heard.in_use != self.in_use:
            self.in_use = heard.in_use
            self.calendar = heard.calendar_b if heard.in_use else heard.calendar_a
