"""H5P packages in plain Python: opened and checked, read, filtered, resolved and written. See README.md.

The files beside this one import nothing but each other, the standard library and nh3, and each other by relative
names, so that the folder can be published as it is under another name.
"""

from .dependencies import Assets, Step, assets, closure, installation, load_order
from .filtering import Filtered, filter_content, filter_metadata
from .limits import Limits
from .names import LibraryName
from .package import File, Package
from .problems import SENTENCES, Fault, PackageError, Problem, Report
from .schemas import Head, Library
from .semantics import Field, read_semantics
from .shelves import EmptyShelf, FolderShelf, FullShelf, MemoryShelf, Shelf, Shelves
from .writing import describe, write_package, write_zip

__all__ = [
    "SENTENCES", "Assets", "EmptyShelf", "Fault", "Field", "File", "Filtered", "FolderShelf", "FullShelf", "Head",
    "Library", "LibraryName", "Limits", "MemoryShelf", "Package", "PackageError", "Problem", "Report", "Shelf",
    "Shelves", "Step", "assets", "closure", "describe", "filter_content", "filter_metadata", "installation",
    "load_order", "read_semantics", "write_package", "write_zip",
]  # fmt: skip
