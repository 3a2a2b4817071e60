"""Which versions and which register counted at an instant, in SQL; `{pada}` is the instant."""

# a version counts from the instant it became current until the instant it was superseded
CURRENT_AT = "r.current_from <= {pada} AND (r.superseded_at IS NULL OR r.superseded_at > {pada})"
UNITS_AT = "(SELECT * FROM ref.unit_pada WHERE dimuat_dari <= {pada} AND dimuat_sampai > {pada})"
