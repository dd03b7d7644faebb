"""The telephone side: everything that touches Asterisk.

Owns the dialogue with the citizen and the conversation between citizen and agent (`core`), and the
ways to Asterisk: `ari`, `ami`, `agi`, put together by `edge`. Never decides who serves whom (the
acd does) and never imports another service.
"""
