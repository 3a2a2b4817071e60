"""The same workbooks into the same PostgreSQL, as others would write it."""
