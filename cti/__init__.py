"""Agent desks: what each agent's desk sees and may ask, over a websocket, and the desk page.

Owns desk sessions, the desk protocol and the page. Never decides who serves whom (the acd does)
and never touches the telephone exchange (the ivr does).
"""
