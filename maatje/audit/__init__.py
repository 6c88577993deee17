"""Audit: every change and every view of a pupil's data leaves a row (ids only) in the same transaction."""
