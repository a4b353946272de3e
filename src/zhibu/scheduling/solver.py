"""The one door to the mixed-integer solver (HiGHS): choices of 0 and 1, exact whole-number costs, the same answer
every time.

It is loaded when the first question needs it, so that no page of the product carries it. One thread, no clock: the
same model takes the same steps. Costs are whole numbers, so a bound may be rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Model:
    """Choices with costs, and rows `low <= sum of chosen coefficients <= high`."""

    costs: list[int] = field(default_factory=list)
    rows: list[tuple[float, float, list[int], list[int]]] = field(default_factory=list)

    def choice(self, cost: int) -> int:
        """A new choice of 0 or 1; returns its number."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def row(
        self, low: float, high: float, columns: Sequence[int], values: Sequence[int] | None = None
    ) -> None:
        """A row over these choices, each counted once unless values are given."""
        listed = list(columns)
        self.rows.append((low, high, listed, list(values) if values is not None else [1] * len(listed)))


@dataclass(frozen=True, slots=True)
class Solution:
    """The choices taken (None: there is no solution), and the proven least cost."""

    chosen: frozenset[int] | None
    bound: int | None
    infeasible: bool


def is_there() -> bool:
    """Whether the solver is installed."""
    from importlib.util import find_spec

    return find_spec("highspy") is not None


def solve(model: Model, *, most_nodes: int = 20_000) -> Solution:
    """The cheapest choices; after so many nodes the best found so far, with the bound proven until then."""
    import highspy

    solver = _loaded(model, most_nodes, whole=True)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solution(None, None, True)
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit):
        return Solution(None, None, False)
    found = solver.getInfo()
    bound = _rounded_up(found.mip_dual_bound)
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution(None, bound, False)
    values = solver.getSolution().col_value
    chosen = frozenset(at for at, value in enumerate(values) if value > 0.5)
    return Solution(chosen, bound, False) if _keeps(model, chosen) else Solution(None, None, False)


def _keeps(model: Model, chosen: frozenset[int]) -> bool:
    """Whether a choice keeps every row, counted again in whole numbers."""
    return all(
        low <= sum(value for column, value in zip(columns, values, strict=True) if column in chosen) <= high
        for low, high, columns, values in model.rows
    )


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What holds even where choices may be taken in part: a bound on every solution, and for each choice a bound on
    every solution that takes it."""

    bound: int
    with_choice: tuple[float, ...]


def relax(model: Model) -> Relaxation | None:
    """The linear relaxation; None when it has no solution."""
    import highspy

    solver = _loaded(model, 0, whole=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    least, found = solver.getInfo().objective_function_value, solver.getSolution()
    return Relaxation(
        math.ceil(least - _SLACK), tuple(least + max(0.0, dual) - _SLACK for dual in found.col_dual)
    )


_SLACK = 1e-3  # how far the solver's arithmetic may be off; costs are whole numbers


def _rounded_up(bound: float) -> int | None:
    return math.ceil(bound - _SLACK) if math.isfinite(bound) else None


def _loaded(model: Model, most_nodes: int, *, whole: bool) -> Any:
    import highspy
    import numpy as np

    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("presolve", "off"),  # that of 1.15.1 drops rows of some small models and calls the result optimal
        ("threads", 1),
        ("random_seed", 7),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_max_nodes", most_nodes),
    ):
        solver.setOptionValue(name, value)
    problem, number = highspy.HighsLp(), len(model.costs)
    problem.num_col_, problem.num_row_ = number, len(model.rows)
    problem.col_cost_ = np.array(model.costs, dtype=float)
    problem.col_lower_, problem.col_upper_ = np.zeros(number), np.ones(number)
    problem.row_lower_ = np.array([row[0] for row in model.rows], dtype=float)
    problem.row_upper_ = np.array([row[1] for row in model.rows], dtype=float)
    if whole:
        problem.integrality_ = [highspy.HighsVarType.kInteger] * number
    matrix = problem.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row[2]) for row in model.rows)])
    matrix.index_ = np.array([column for row in model.rows for column in row[2]], dtype=np.int32)
    matrix.value_ = np.array([value for row in model.rows for value in row[3]], dtype=float)
    solver.passModel(problem)
    return solver
