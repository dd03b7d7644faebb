"""The front door: the command line, and the one place that wires everything into one process."""
