"""Privacy: what is known about a person, taking it along, erasing it, and how long it is kept."""
