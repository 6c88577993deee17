"""Volunteers: signing up, their own page, and how a coordinator screens them."""
