"""File types by content, archives unpacked, safe ZIP and XML.

aligned_columns: Tables typed as columns aligned by blanks, without rules
containers: ZIP, RAR and 7z → the documents inside, as parts; nothing is written to disk under a name from the archive
ole: Streams of an OLE compound file ([MS-CFB]), the container of DOC, XLS, WPS and ET
plain_text: Plain text → Document: lines are paragraphs, runs of lines with tabs (or Markdown bars) are tables
rar: The members of a RAR archive, by rarfile; packed ones through bsdtar or unrar, which get the archive, never a name to write to
ruled_columns: Tables typed as columns under rules of dashes, as pandoc writes them
safe_zip: ZIP members and XML of possibly hostile documents: sizes capped while reading, DTDs refused before parsing
sevenzip: The members of a 7z archive, by py7zr, unpacked in memory
signatures: File types by content: signatures and, for the two containers that many formats share, the names inside
"""
