"""The twenty portals: what each publishes and what is the matter with it."""
