"""Figures and stories out of records. Pure."""
