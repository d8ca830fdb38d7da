"""Mathematics in a line of notes: where it is, and its TeX.

Text -> tokens -> operands and operators in runs -> candidates, each a tree of expressions ->
those with enough evidence are formulas -> TeX.  TeX that was typed needs none of it.
"""

from kb.maths.formulas import Formula, formulas_in

__all__ = ["Formula", "formulas_in"]
