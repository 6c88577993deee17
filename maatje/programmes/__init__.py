"""Programmes: the kinds of help with their rules, and the words they are told in (subjects, levels, languages)."""
