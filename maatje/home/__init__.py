"""Home: the front page, each role's overview, and the health of the house."""
