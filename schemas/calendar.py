"""The calendar: days begin and months end as they do at the ministry."""

from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
