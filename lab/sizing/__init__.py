"""How many agents of each group a described centre needs, found by playing it.

`read_centre` (edge) reads a file, `size` (pure) looks for the numbers; the simulator plays each of
them through the production engine of the distribution.
"""

from lab.sizing.reading import read_centre
from lab.sizing.sizing import Asked, Sized, size

__all__ = ["Asked", "Sized", "read_centre", "size"]
