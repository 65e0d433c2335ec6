"""What the doctor looks at in finance: whether the day of decision on a pledge can be told for some time to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from onewindow.desks.finance.pledge_reading import today
from onewindow.desks.finance.policy import DECISION
from onewindow.kernel.closing_days import NAME
from onewindow.kernel.doctor import Said, check, fine
from onewindow.law import periods
from onewindow.law.calendars import calendar
from onewindow.texts import Text

SOON = timedelta(days=31)


@check("calendar", Text("Working days", "工作日历"))
def _calendar(now: datetime) -> Said:
    day = today(now)
    name = periods.rule(DECISION, day).rolls
    last = max(calendar(name).years)
    text = Text(f"the holidays of {name} are known up to {last}", f"{name} 节假日安排已知至 {last} 年")
    if (day + SOON).year <= last:
        return fine(text)
    todo = Text(
        f"Put all days of the notice for {last + 1} into {NAME} in the home folder and start again; until then no "
        f"pledge is filed whose day of decision falls into that year.",
        f"请将 {last + 1} 年放假通知的全部日期写入主目录下的 {NAME} 并重新启动；此前审查期限落入该年的质押无法提交。",
    )
    return "warn", text, todo
