"""How a spreadsheet names its cells."""

from functools import cache


@cache
def column_letters(index: int) -> str:
    """Letters of a zero-based column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
