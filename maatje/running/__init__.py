"""Running: everything on one machine in one command, started together, kept going, ended together."""
