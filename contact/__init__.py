"""The words everyone shares: ids, events, commands, endings, the contact's journey, the plan.

Owns the vocabulary and its wire form. Never does IO, never reads a clock, imports only the
standard library. Pure.
"""
