"""What the pages of the desk read, gathered from every app: one module a page."""
