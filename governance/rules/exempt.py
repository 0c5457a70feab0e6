"""What may be taken in private: the paragraphs of exempt information. Pure.

Source: Local Government (Scotland) Act 1973, Schedule 7A, Part I. The short titles are ours; the
Act's own words decide.
"""

PARAGRAPHS: dict[int, str] = {
    1: "A particular employee or office-holder",
    2: "A particular occupier of accommodation, or applicant for it",
    3: "A particular person who receives a service or applies for one",
    4: "A particular person who receives financial assistance or applies for it",
    5: "The adoption, care, fostering or education of a particular child",
    6: "The financial or business affairs of a particular person",
    7: "Social work reports on a particular person, or supervision of them",
    8: "What is to be spent under a particular contract",
    9: "Terms of a contract that are being negotiated",
    10: "Who offers a particular tender",
    11: "Consultations or negotiations on labour relations",
    12: "Legal advice and legal proceedings",
    13: "A notice, order or direction that is still to be made",
    14: "The prevention, investigation or prosecution of crime",
    15: "Who a protected informant is",
}


def private_words(paragraph: int) -> str:
    """Return why an item is taken in private, as a public paper may say it: the paragraph alone.

    The title of a paragraph may already say too much of an item, so it is left out.
    """
    return (
        f"Taken in private: paragraph {paragraph} of Part I of Schedule 7A to the Local Government "
        "(Scotland) Act 1973."
    )
