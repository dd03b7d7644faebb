"""The Asterisk REST Interface: protocol without input and output, and the client on a websocket.

Owns everything that is ARI. Never knows what a contact is. `client.Ari` is the face.
"""
