"""Rounds: runs of the matcher, the proposals they make, and the coordinator's review of them."""
