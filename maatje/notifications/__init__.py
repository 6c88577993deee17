"""Notifications: letters are rows first; a job delivers them, a sweep finds what was missed."""
