"""Figures and stories out of records; agents out of loads. Pure."""
