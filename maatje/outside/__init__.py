"""Matching from files, without the website: people in CSV or XLSX in, proposals and a report out.

The second door to `matching/` (docs/decisions/second-door.md). It needs no database and no queue; what the
columns mean is in docs/match-command.md.
"""
