"""What each kind of node does with its contact, one module a kind. Pure."""
