"""Pages of a body's meetings."""
