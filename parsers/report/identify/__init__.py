"""Whether a document is a report, whose, and of which year.

agency: The agency of a report: its name with the evidence, and the common part of two names
agency_names: When two printed names mean one agency
bodies: The beginning and end of a body's name in running text: at an administrative division, known by name or by its ending
own_part: Which blocks are the report's own: last year's tables, another body's, and a second report are set aside
recognise: Whether a document is an annual report, and on which form: decided by labels, never by the year
year: The year reported on: from title, stated period, list row and columns, with the evidence for each
"""
