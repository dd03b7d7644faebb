"""The journal folded into figures and stories; the agents a load needs. Never changes anything.

`core` is pure, `edge` reads a journal.
"""
