"""Pairings: an approved pair of volunteer and pupil, its steps until the start, and its life until the end."""
