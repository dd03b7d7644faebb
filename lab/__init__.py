"""Tools for testers: robot agents, load and measurements. Never needed by a running centre."""
