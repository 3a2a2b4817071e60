"""Report: what is committed, asked once and answered to commands, artifacts and files.

Nothing is imported here: a command that asks one question loads no more than that question needs.
"""
