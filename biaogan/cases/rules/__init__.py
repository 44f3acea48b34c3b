"""How the number of a case is written, and by which words a case is found. No database."""

from biaogan.cases.rules.numbers import YEARS, number_of, possible_numbers
from biaogan.cases.rules.words import VERSION, Piece, Wanted, excerpt, wanted, words_of

__all__ = ["VERSION", "YEARS", "Piece", "Wanted", "excerpt", "number_of", "possible_numbers", "wanted", "words_of"]
