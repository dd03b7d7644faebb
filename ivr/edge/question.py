"""Answers for the dialplan's questions over FastAGI, from what the ivr already knows.

Owns which questions there are. Never waits for anything. Edge.
"""

from __future__ import annotations
