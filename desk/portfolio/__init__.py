"""A made portfolio for load tests: a few projects by the services, the rest copied row by row.

The one writer in bulk. A copy differs from what the services would have written in its keys, its
reference, its title and the hashes that follow from them, and in nothing else: a test compares.
"""

from desk.portfolio.make import make_portfolio

__all__ = ["make_portfolio"]
