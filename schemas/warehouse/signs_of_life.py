"""How long a run may be silent before it counts as crashed."""

# a run gives a sign every ten seconds; an outage of the warehouse silences it no longer than this
# after its end, and whoever looks in between sees the warehouse away, not the run crashed
SILENT_S = 60
