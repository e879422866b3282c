"""H5P on this site: what is installed, the packages of lessons, and how both reach a learner's browser.

The rules of packages themselves stand in ``courses/h5p``, which knows nothing of this site.
"""
