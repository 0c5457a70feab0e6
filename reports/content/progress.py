"""What a progress report says."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ProjectLine:
    """One project as it stood at the period's end."""

    reference: str
    title: str
    approach: str
    programme: str
    stage: str  # a stage's name, or "Brief", "To be closed", "Stopped", "Closed"
    stage_since: date | None
    rag: str  # a word of the pack's scale, such as "Amber/Red"; "" where no update was given
    rag_reason: str
    rag_on: date | None
    rag_age_days: int | None  # whole days from the update to the period's end
    done: str
    next: str
    notes: tuple[str, ...] = ()  # what more is to be said of where it stood, a few words each
    is_held: bool = False


@dataclass(frozen=True)
class DecisionLine:
    """One decision of a body, in the words it was recorded in."""

    met_on: date
    reference: str
    title: str
    gate: str
    body: str
    outcome: str
    reason: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariationLine:
    """What happened to one of a joint board's directions on a day."""

    on: date
    reference: str
    title: str
    recipients: str
    what: str


@dataclass(frozen=True)
class ConditionLine:
    """A condition of a decision that is still open."""

    reference: str
    text: str
    owner: str
    due_on: date | None
    holds_up: str
    days_overdue: int  # whole days past due at the period's end; 0 when not overdue


@dataclass(frozen=True)
class ComingDate:
    """A gate or a review point still to come; `on` is None where nobody has set the date."""

    on: date | None
    reference: str
    title: str
    what: str
    body: str


@dataclass(frozen=True)
class MoneyLine:
    """One line of a project's money; `achieved` is None until somebody has said."""

    reference: str
    title: str
    year: str
    source: str
    recurring: bool
    planned: Decimal
    achieved: Decimal | None


@dataclass(frozen=True)
class MoneyTotal:
    """A sum of money lines; `achieved` adds the reported ones, `unreported` counts the others."""

    planned: Decimal
    achieved: Decimal
    lines: int
    unreported: int


@dataclass(frozen=True)
class Implication:
    """One lettered part of "Summary of implications"."""

    letter: str
    heading: str
    text: str


@dataclass(frozen=True)
class ProgressReport:
    """A progress report to one body about one period, both of its ends included."""

    number: str | None  # None until the report is issued
    partnership: str
    body: str
    period_from: date
    period_to: date
    meeting_on: date | None
    subject: str
    by_post: str
    drawn_on: date
    is_demonstration: bool
    reason: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    projects: tuple[ProjectLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    variations: tuple[VariationLine, ...] | None = None  # None where the body issues no direction
    conditions: tuple[ConditionLine, ...] = ()
    next_gates: tuple[ComingDate, ...] = ()
    review_points: tuple[ComingDate, ...] = ()
    money: tuple[MoneyLine, ...] = ()
    implications: tuple[Implication, ...] = ()
    conclusion: tuple[str, ...] = ()
    author_post: str = ""
    background_papers: tuple[str, ...] = ()
    ref: str = ""
    stage_order: tuple[str, ...] = ()  # the stages and what is beside them; may count 0
    rag_order: tuple[str, ...] = ()  # the pack's scale, worst first

    @property
    def stage_counts(self) -> tuple[tuple[str, int], ...]:
        """Return projects by stage in the order given, then any other word met."""
        return _counted(self.stage_order, [line.stage for line in self.projects])

    @property
    def rag_counts(self) -> tuple[tuple[str, int], ...]:
        """Return projects by RAG word in the scale's order; "" counts those without an update."""
        return _counted(self.rag_order, [line.rag for line in self.projects])

    @property
    def held(self) -> tuple[ProjectLine, ...]:
        """Return the projects on hold at the period's end; they count under their stage too."""
        return tuple(line for line in self.projects if line.is_held)

    @property
    def overdue(self) -> tuple[ConditionLine, ...]:
        """Return the open conditions past their due date at the period's end."""
        return tuple(line for line in self.conditions if line.days_overdue > 0)

    def money_total(self, *, recurring: bool | None = None) -> MoneyTotal:
        """Return the sum of the recurring lines, of the non-recurring, or (None) of all."""
        lines = [x for x in self.money if recurring is None or x.recurring is recurring]
        reported = [x.achieved for x in lines if x.achieved is not None]
        return MoneyTotal(
            planned=sum((x.planned for x in lines), Decimal(0)),
            achieved=sum(reported, Decimal(0)),
            lines=len(lines),
            unreported=len(lines) - len(reported),
        )


def _counted(order: tuple[str, ...], words: list[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(words)
    return tuple((word, counts[word]) for word in dict.fromkeys((*order, *words)))
