"""One figure, what it is compared with, and the table of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`; `bound` is what it must not exceed, or, for a ratio, must reach."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    is_ratio: bool = False
    absolute: str = ""

    @property
    def is_met(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.is_ratio else self.value <= self.bound

    def columns(self) -> tuple[str, str, str, str]:
        sign = "≥" if self.is_ratio else "≤"
        bound = "" if self.bound is None else f"{sign} {self.bound:g}{'' if self.is_met else '  MISSED'}"
        return self.name, f"{self.value:.3g} {self.unit}".strip(), bound, self.absolute


def ratio(name: str, ours: float, theirs: float, *, bound: float | None, unit: str) -> Figure:
    """`theirs / ours` of a cost, so that more is better, with both absolute figures beside it."""
    text = f"{ours:.3g} against {theirs:.3g} {unit}"
    return Figure(name, theirs / ours, "", bound, is_ratio=True, absolute=text)


def rate_ratio(name: str, ours: float, theirs: float, *, bound: float | None, unit: str) -> Figure:
    """`ours / theirs` of a rate, more is better."""
    return Figure(name, ours / theirs, "", bound, is_ratio=True, absolute=f"{ours:.0f} against {theirs:.0f} {unit}")


def print_table(title: str, figures: list[Figure]) -> None:
    rows = [("", "figure", "bound", "both absolute"), *(figure.columns() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
