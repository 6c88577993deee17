"""Accounts: who can sign in, in which role, and the signed links that let people act without signing in."""
