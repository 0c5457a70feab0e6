"""What a paper says: plain frozen values, gathered once, drawn in any format.

No Django here and no clock: `queries` fills these and `render/` draws them. Text is as people
typed it, unescaped; dates are calendar dates of the partnership; money is in pounds.
"""

from reports.content.meeting import (
    MinuteItem,
    MinutePaper,
    Occasion,
    Pack,
    PackItem,
    PackPart,
    PackSet,
    PackTable,
)
from reports.content.progress import (
    ComingDate,
    ConditionLine,
    DecisionLine,
    Implication,
    MoneyLine,
    MoneyTotal,
    ProgressReport,
    ProjectLine,
    VariationLine,
)

__all__ = [
    "ComingDate",
    "ConditionLine",
    "DecisionLine",
    "Implication",
    "MinuteItem",
    "MinutePaper",
    "MoneyLine",
    "MoneyTotal",
    "Occasion",
    "Pack",
    "PackItem",
    "PackPart",
    "PackSet",
    "PackTable",
    "ProgressReport",
    "ProjectLine",
    "VariationLine",
]
