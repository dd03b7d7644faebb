"""The outer half of the desk: the protocol on the wire, the websocket, the page. Edge."""
