"""What readers and the crawler have in common of HTML.

element_paths: The paths of elements, in time that grows with the page
tree: HTML → tree, in time that grows with the page: libxml2 appends an attribute by walking past all others of its element
"""
