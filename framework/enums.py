"""Reference data that the law or national policy fixes."""

from django.db.models import IntegerChoices, TextChoices


class Approach(TextChoices):
    """The two approaches of the Moray framework 2019, section 2."""

    STRATEGIC_COMMISSIONING = "strategic_commissioning", "Strategic commissioning"
    SERVICE_IMPROVEMENT = "service_improvement", "Service improvement"


class NationalOutcome(IntegerChoices):
    """The nine national health and wellbeing outcomes, short labels ours.

    Source: Public Bodies (Joint Working) (National Health and Wellbeing Outcomes) (Scotland)
    Regulations 2014, SSI 2014/343.
    """

    HEALTHY_LIVING = 1, "Healthier living and looking after one's own health"
    INDEPENDENT_LIVING = 2, "Living independently at home or in the community"
    POSITIVE_EXPERIENCE = 3, "Positive experience and dignity"
    QUALITY_OF_LIFE = 4, "Better quality of life"
    HEALTH_INEQUALITIES = 5, "Fewer health inequalities"
    UNPAID_CARERS = 6, "Support for unpaid carers"
    SAFE_FROM_HARM = 7, "Safe from harm"
    ENGAGED_WORKFORCE = 8, "An engaged and supported workforce"
    EFFICIENT_RESOURCES = 9, "Resources used well"


class ChristiePillar(TextChoices):
    """The four pillars drawn from the Christie Commission on public services, 2011."""

    PREVENTION = "prevention", "Prevention"
    PARTNERSHIP = "partnership", "Partnership"
    PEOPLE = "people", "People"
    PERFORMANCE = "performance", "Performance"
