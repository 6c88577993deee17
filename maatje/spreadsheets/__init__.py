"""Spreadsheets: reading what people upload (CSV, XLSX) in a process with limits, and writing files for them.

Knows no people and no database. What the columns mean is for the rooms to say.
"""
