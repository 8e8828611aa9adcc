"""HTML, MHT and Markdown → Document.

blocks: An HTML element → paragraphs and tables in reading order
document: HTML → Document: the article's own container where its CMS is known, else what trafilatura takes for the text
head: What an HTML page says about its article: the national standard's metas, title, date of publication, source, links
markdown: Markdown → Document, through the HTML it stands for
marked_text: A table cell with marked content → its plain text, and what is struck, raised, hidden, a field or a picture
mht: MHT → document: the page saved inside a MIME message, read as the HTML it is
script_strings: The strings a script assembles, read without running it: literals joined in the order they are written
script_text: A page whose text is only in a script's string, a template or a hidden field
style_rules: The rules of a page's own style sheets → the declarations in force for its elements, as far as they hide, strike or raise text
tables: HTML tables → cells with the grid rows and columns they cover
visibility: What a person sees of a page: elements that are not rendered, and those with struck, hidden, raised or otherwise marked content
"""
