"""Shapes of input for the project and its brief."""
