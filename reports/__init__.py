"""The journal folded into figures and stories. Never changes anything.

`core` is pure, `edge` reads a journal.
"""
