"""Forms on the officials' screens that make real H5P packages, for the kinds most used, and edit them again.

A kind (``kinds/``) says which places of a library's content its form fills. What a form does not know stays as it is.
"""
