"""Who may do what in an examination, and the periods that more than one part of it names."""

from __future__ import annotations

from onewindow.kernel.access import Role

APPLICANTS = frozenset({Role.HOLDER, Role.AGENT})
EXAMINERS = frozenset({Role.EXAMINER})
OFFICE = frozenset({Role.EXAMINER, Role.ADMINISTRATOR})
EXAMINATION_PERIOD = "cn.trademark.examination"
REVIEW_PERIOD = "cn.trademark.review.decision"
OPPOSITION_PERIOD = "cn.trademark.opposition"
