"""Everything at once on one server, with faults; and a checker that recomputes all of it."""
