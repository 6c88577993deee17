"""Safety: concerns that are raised without a word about what, and people who are reported.

Nothing here has a text box. Who phoned whom and when is kept; what it was about is spoken, by phone.
"""
