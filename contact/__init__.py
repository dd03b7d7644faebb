"""The words everyone shares: identities, events, commands, endings, the contact's journey, the centre plan.

Owns the vocabulary and its wire form. Never does IO, never reads a clock, imports only the
standard library. Pure.
"""
