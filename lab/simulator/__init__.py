"""The simulator: the production engine of the distribution on a virtual clock.

`read_scenario` (edge) reads a described centre, `Simulation` (pure) plays it, `figures_of` (pure)
tells the figures with their half-widths.
"""

from lab.simulator.figures import figures_of
from lab.simulator.reading import read_scenario
from lab.simulator.simulation import Simulation, Wanted

__all__ = ["Simulation", "Wanted", "figures_of", "read_scenario"]
