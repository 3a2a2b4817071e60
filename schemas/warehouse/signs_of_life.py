"""How long a run may be silent before it counts as crashed."""

# a run gives a sign every ten seconds; an outage of the warehouse silences it no longer than this
# after its end, and whoever looks in between sees the warehouse away, not the run crashed
SILENT_S = 60
# SQL over a line of `ops.run`; a sign from a future that a clock set back has undone is none
IS_SILENT = (
    f"seen_at NOT BETWEEN now() - interval '{SILENT_S} s' AND now() + interval '{SILENT_S} s'"
)
