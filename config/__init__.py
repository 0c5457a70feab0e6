"""Settings, addresses and entry points; knows every app, no app knows it."""
