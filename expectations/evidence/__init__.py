"""What a run's judging leaves behind in Great Expectations' own forms: results and Data Docs.

Nothing here decides a verdict, so the rulebook does not count it.
"""
