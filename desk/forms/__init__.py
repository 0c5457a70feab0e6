"""Shapes of what people type at the desk: one module a noun; put yours beside `tracker.py`."""
