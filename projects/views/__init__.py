"""Pages of the project and its brief."""
