"""The likeness features of a candidate, in the order of the columns that `comparing.measure` makes."""

(
    TEXT,
    SOUND,
    QUERY_COVER,
    MARK_COVER,
    CONTAINED,
    ALIGNED,
    IDENTICAL,
    SHARED,
    QUERY_MEANT,
    MARK_MEANT,
    MEANT,
    APART,
    FIRST,
    PAIRS,
    ACROSS,
) = range(15)
FEATURES = 15
