"""The pure half of the desk: sessions, the floor as desks see it, the frames they get. Pure."""
