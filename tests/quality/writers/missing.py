"""What a writer says that cannot work here."""


class Missing(RuntimeError):
    """This machine lacks what a format is written with: LibreOffice, Chromium or a Chinese font."""
