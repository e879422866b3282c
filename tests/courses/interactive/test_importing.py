"""Packages become versions of activities, their libraries are installed once, and by nobody who may not."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from courses.interactive.files import name_of, pieces_of, storage
from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.selectors import loading_of
from people.models import User
from tests.courses.h5p.making import MAIN, changed, good, head, library, packed_json
from tests.courses.interactive.making import imported, package, version

pytestmark = pytest.mark.django_db


def test_a_package_becomes_the_first_version_of_an_activity():
    made = version()
    assert (made.number, made.package.number, made.package.newest) == (1, 1, made)
    assert made.needs[0] == made.main
    for sha256, size in made.kept_files.values():
        assert sum(len(piece) for piece in pieces_of(sha256)) == size


def test_the_same_again_makes_nothing_new():
    first = version()
    again = imported(into=first.package)
    assert again.known
    assert again.version == first
    assert H5PVersion.objects.count() == 1


def test_a_change_becomes_the_next_version_and_the_first_stays():
    first = version()
    second = version(changed(good(), "h5p.json", title="Khác"), into=first.package)
    assert second.number == 2
    assert second.package.title == "Khác"
    assert H5PVersion.objects.get(pk=first.pk).head == first.head


def test_a_title_from_a_stranger_turns_no_words_around():
    brought = changed(good(), "h5p.json", title="\u202eTrò  chơi\u202c")
    made = version(brought)
    assert made.package.title == "Trò chơi"
    assert imported(brought, into=made.package).known


def test_libraries_and_files_are_kept_once_however_many_packages_bring_them():
    version()
    files, libraries = H5PFile.objects.count(), H5PLibrary.objects.count()
    version()
    assert (H5PFile.objects.count(), H5PLibrary.objects.count()) == (files, libraries)
    assert H5PPackage.objects.count() == 2


def test_who_has_no_right_installs_nothing():
    editor = User.objects.create_user("0912000001")
    with pytest.raises(PermissionDenied):
        imported(user=editor)
    assert not H5PLibrary.objects.exists()
    refused = imported(user=editor, install=False)
    assert {problem.code for problem in refused.problems} == {"library-missing"}
    assert refused.version is None


def test_who_has_no_right_uses_what_is_installed():
    version()
    editor = User.objects.create_user("0912000001")
    assert imported(user=editor, install=False).ok


def test_only_a_check_keeps_nothing():
    looked = imported(only_check=True)
    assert looked.ok
    assert {step.does for step in looked.steps} == {"new"}
    assert not H5PLibrary.objects.exists()
    assert not H5PPackage.objects.exists()


def test_a_refused_package_leaves_nothing():
    files = good()
    del files["content/content.json"]
    refused = imported(files)
    assert not refused.ok
    assert not H5PFile.objects.exists()


def test_a_higher_patch_replaces_and_a_lower_one_does_not():
    files = good()
    name = next(path for path in files if path.endswith("/library.json"))
    version(changed(files, name, patchVersion=7))
    assert {step.does for step in imported(files).steps} >= {"older"}
    assert H5PLibrary.objects.filter(current=True, patch=7).count() == 1


def test_what_a_player_loads_comes_in_order_and_is_there():
    loading = loading_of(version())
    assert loading.scripts
    for asset in (*loading.scripts, *loading.styles):
        assert storage().exists(name_of(asset.library.files[asset.path][0]))


def test_the_bytes_are_those_of_the_package():
    made = version()
    with package() as file:
        import zipfile

        archive = zipfile.ZipFile(file)
        for path, (sha256, _) in made.kept_files.items():
            assert b"".join(pieces_of(sha256)) == archive.read(f"content/{path}")


def test_a_player_loads_nothing_that_only_editors_use():
    files = good() | library("H5PEditor.Wizard 1.0", scripts=("wizard.js",))
    files["h5p.json"] = packed_json(head("T.Question 1.0", "T.Helper 1.0", "T.Question 1.0", "H5PEditor.Wizard 1.0"))
    loading = loading_of(version(files))
    assert {row.machine for row in loading.libraries} == {"T.Helper", "T.Question"}
    assert all(asset.library.machine != "H5PEditor.Wizard" for asset in loading.scripts)


@pytest.mark.parametrize("packed", [False, True])
def test_lost_files_come_back_with_the_package_that_they_came_with(packed: bool) -> None:
    files = changed(good(), "content/content.json", file={"path": "a.txt", "mime": "text/plain"})
    files |= {"content/a.txt": b"much of the same " * 500, f"{MAIN}/js/q.js": b"var much = 1; " * 500}
    made = version(files)
    rows = {row.sha256: row for row in H5PFile.objects.all()}
    for row in rows.values():
        if not packed or row.packed_size is not None:
            storage().delete(name_of(row.sha256, packed=packed))
    # As another machine packed it.
    H5PFile.objects.filter(packed_size__isnull=False).update(packed_size=1)
    again = imported(files, into=made.package)
    assert (again.known, again.version) == (True, made)
    for sha256, row in rows.items():
        assert hashlib.sha256(b"".join(pieces_of(sha256))).hexdigest() == sha256
        if row.packed_size is not None:
            kept = H5PFile.objects.get(pk=sha256).packed_size
            assert kept == row.packed_size == storage().size(name_of(sha256, packed=True))
    assert H5PFile.objects.count() == len(rows)


def test_files_of_another_program_of_the_same_number_are_not_put_beside_it() -> None:
    version()
    other = good() | {f"{MAIN}/js/q.js": b"stolen()"}
    files = H5PFile.objects.count()
    assert [step.does for step in imported(other).steps] == ["same", "same"]
    assert H5PFile.objects.count() == files
