"""Automatic contact distribution: waiting contacts, agents' work, offers, skills, ranking.

Owns the decision who serves whom and when. Its whole output is events: it rings no phone and
tells no citizen. Never imports another service.
"""
