"""Files with something wrong inside: good forms damaged by chance, each made from two words.

The format and a number make the same file each time: `damaged("xls", 4711)`.
"""

from simulation.damage.draw import Damaged, damaged, several, ways_of_damage

__all__ = ["Damaged", "damaged", "several", "ways_of_damage"]
