"""A made-up progress report in a board's own manner: posts, not people; every figure invented."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reports.content import (
    ComingDate,
    ConditionLine,
    DecisionLine,
    Implication,
    MoneyLine,
    ProgressReport,
    ProjectLine,
)

RAGS = ("Red", "Amber/Red", "Amber", "Amber/Green", "Green", "Blue")
STAGES = ("Analyse", "Plan", "Implement", "Review")
COMMISSIONING, IMPROVEMENT = "Strategic commissioning", "Service improvement"
HOME, LD, PREVENT = "Home First", "Learning disability transformation", "Prevention"
PERIOD_TO = date(2026, 10, 31)

PROJECTS = (
    ProjectLine(
        "HSCM-0003", "Hospital at Home: extending the hours and the referral routes", IMPROVEMENT,
        HOME, "Implement", date(2026, 4, 20), "Amber", "Two of six nursing posts are unfilled after"
        " a second advert, so evening cover still depends on bank shifts.", date(2026, 10, 19), 12,
        "Referrals opened to three more practices; 41 people were treated at home in September.",
        "Third advert with relocation support; weekend cover to be tested from 16 November.",
    ),
    ProjectLine(
        "HSCM-0007", "Supported living: new models of housing and support for people with a "
        "learning disability", COMMISSIONING, LD, "Plan", date(2026, 2, 3), "Amber/Red",
        "The preferred site needs a flood assessment that was not in the plan. The options "
        "appraisal cannot be finished until it is back, and the gate in November is at risk.",
        date(2026, 10, 28), 3, "Twelve families and four providers took part in two design days.",
        "Flood assessment due 20 November; a second site is being costed in parallel.",
    ),
    ProjectLine(
        "HSCM-0008", "Overnight support: shared responder service in Elgin and Forres", IMPROVEMENT,
        LD, "Review", date(2026, 8, 17), "Green", "", date(2026, 10, 5), 26,
        "Six months of call data are in; average response is 14 minutes.",
        "Review against the measures set at the Plan gate.",
    ),
    ProjectLine(
        "HSCM-0011", "Unpaid carers: short breaks bureau", COMMISSIONING, PREVENT, "Analyse",
        date(2026, 9, 1), "", "", None, None, "", "",
    ),
    ProjectLine(
        "HSCM-0012", "Community link workers in every practice", COMMISSIONING, PREVENT,
        "Implement", date(2026, 1, 12), "Amber/Green", "One practice has no room for the worker; "
        "appointments there are held in the library.", date(2026, 10, 31), 0,
        "Nine of ten practices now have a named link worker.", "Agree a room by the year’s end.",
    ),
    ProjectLine(
        "HSCM-0014", "Reablement pathway from Dr Gray’s and the community hospitals", IMPROVEMENT,
        HOME, "Plan", date(2026, 6, 8), "Red", "The baseline is disputed: two data sets differ by a"
        " third, and no saving can be agreed until one of them is accepted.", date(2026, 9, 7), 54,
        "Both data sets were put side by side for the Strategic Planning and Commissioning Group.",
        "Public Health Intelligence to report on the difference by 30 November.",
    ),
    ProjectLine(
        "HSCM-0019", "Seirbheisean sa Ghàidhlig: support in Gaelic for older people", COMMISSIONING,
        PREVENT, "Review", date(2025, 11, 24), "Blue",
        "Complete: handed over to the locality team.", date(2026, 10, 12), 19,
        "Closing report accepted.", "None; recommended for removal.",
    ),
)  # fmt: skip

DECISIONS = (
    DecisionLine(
        date(2026, 8, 14), "HSCM-0008", "Overnight support: shared responder service in Elgin and "
        "Forres", "Implement gate", "Transformation and Redesign Group", "Approve",
        "The products were complete and the evidence from the first six months was sound.",
    ),
    DecisionLine(
        date(2026, 9, 24), "HSCM-0007", "Supported living: new models of housing and support for "
        "people with a learning disability", "Analyse gate", "Strategic Planning and Commissioning "
        "Group", "Endorse with conditions", "The needs assessment is thorough; what is missing is "
        "the view of families outside Elgin.", ("Hold a further design day in Buckie or Keith.",
        "Show the cost of transport beside each option."),
    ),
    DecisionLine(
        date(2026, 10, 22), "HSCM-0014", "Reablement pathway from Dr Gray’s and the community "
        "hospitals", "Plan gate", "Transformation and Redesign Group", "Send back",
        "Savings cannot be judged on a disputed baseline.",
    ),
)  # fmt: skip

CONDITIONS = (
    ConditionLine("HSCM-0007", "Hold a further design day in Buckie or Keith.",
        "Head of Service, Learning Disability", date(2026, 10, 15), "Plan gate", 16),
    ConditionLine("HSCM-0007", "Show the cost of transport beside each option.",
        "Finance Business Partner", date(2026, 11, 20), "Plan gate", 0),
    ConditionLine("HSCM-0003", "Report quarterly on bank shifts used.", "Clinical Nurse Manager",
        None, "", 0),
)  # fmt: skip

NEXT_GATES = (
    ComingDate(date(2026, 11, 26), "HSCM-0007", "Supported living", "Plan gate",
        "Strategic Planning and Commissioning Group"),
    ComingDate(date(2026, 12, 10), "HSCM-0014", "Reablement pathway", "Plan gate, second time",
        "Transformation and Redesign Group"),
    ComingDate(None, "HSCM-0011", "Unpaid carers: short breaks bureau", "Analyse gate",
        "Strategic Planning and Commissioning Group"),
)  # fmt: skip

REVIEW_POINTS = (
    ComingDate(date(2027, 1, 18), "HSCM-0008", "Overnight support", "Review at twelve months",
        "Transformation and Redesign Group"),
)  # fmt: skip

MONEY = (
    MoneyLine("HSCM-0003", "Hospital at Home", "2026/27", "Scottish Government allocation", False,
        Decimal(685000), Decimal(412500)),
    MoneyLine("HSCM-0007", "Supported living", "2026/27", "IJB core budget", True,
        Decimal(1250000), None),
    MoneyLine("HSCM-0008", "Overnight support", "2026/27", "IJB core budget", True,
        Decimal(320000), Decimal(338200)),
    MoneyLine("HSCM-0014", "Reablement pathway", "2026/27", "Earmarked reserves", False,
        Decimal(96000), Decimal(-4100)),
)  # fmt: skip

IMPLICATIONS = (
    Implication("a", "Strategic Plan", "The projects serve the plan’s themes of home first, "
        "building resilience and partners in care."),
    Implication("b", "Policy and legal", "None arising directly from this report."),
    Implication("c", "Financial implications", "Planned and achieved amounts are in section 4. "
        "The Chief Financial Officer has agreed them."),
    Implication("d", "Risk implications and mitigation", "The two projects at Red and Amber/Red "
        "may put savings of 2026/27 back by one quarter. The sponsors meet every two weeks until "
        "their gates are passed."),
    Implication("e", "Staffing implications", "Two nursing posts remain unfilled; no post is at "
        "risk."),
    Implication("f", "Property", "A site for supported living is subject to a flood assessment."),
    Implication("g", "Equalities and socio-economic impact", "An assessment is not needed for this "
        "report: it changes no policy. Each project has its own."),
    Implication("h", "Climate change and biodiversity impacts", "None arising directly from this "
        "report."),
    Implication("i", "Directions", "None required."),
    Implication("j", "Consultations", "The Chief Financial Officer, the Head of Service and "
        "Committee Services have been consulted and their comments taken in."),
)  # fmt: skip

REPORT = ProgressReport(
    number="PR-2026-04",
    partnership="Health and Social Care Moray",
    body="Moray Integration Joint Board",
    period_from=date(2026, 8, 1),
    period_to=PERIOD_TO,
    meeting_on=date(2026, 11, 26),
    subject="Progress of commissioning and service improvement projects",
    by_post="Chief Officer",
    drawn_on=date(2026, 11, 3),
    is_demonstration=True,
    reason=("To inform the Board of the progress of projects between August and October 2026.",),
    recommendations=(
        "consider and note the progress of the projects and the reasons given for each RAG status;",
        "note the decisions taken and the condition that is overdue; and",
        "agree that project HSCM-0019 is complete and leaves this report.",
    ),
    background=(
        "The Board asked for a progress report at each second meeting, in one form for strategic "
        "commissioning and for service improvement.",
        "Each project goes through the stages Analyse, Plan, Implement and Review. A governing body"
        " decides at the gate between one stage and the next.",
    ),
    projects=PROJECTS,
    decisions=DECISIONS,
    conditions=CONDITIONS,
    next_gates=NEXT_GATES,
    review_points=REVIEW_POINTS,
    money=MONEY,
    implications=IMPLICATIONS,
    conclusion=(
        "Five of seven projects keep to their plans. The sponsors of the other two will report to "
        "the Board’s next meeting.",
    ),
    author_post="Programme Manager, Strategy and Planning",
    background_papers=("Project briefs as accepted", "Minutes of the groups named in section 4"),
    ref="HSCM/IJB/2026/04",
    stage_order=STAGES,
    rag_order=RAGS,
)


def report_of(projects: int) -> ProgressReport:
    """Return the report with its projects repeated to a number, each under its own reference."""
    many = tuple(
        replace(PROJECTS[at % len(PROJECTS)], reference=f"HSCM-{at:04}") for at in range(projects)
    )
    return replace(REPORT, projects=many)
