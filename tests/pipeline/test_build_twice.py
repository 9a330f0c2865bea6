"""What two builds are compared by."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.build_twice import compared
from hsclassify.bundle import Bundle


def test_two_builds_of_one_content_are_the_same(tiny_bundle: Bundle) -> None:
    found = compared(tiny_bundle.manifest, tiny_bundle.manifest)
    assert found["same"]
    assert found["files"] == len(tiny_bundle.manifest.files)
    assert len(set(found["bundles"])) == 1


def test_a_file_that_differs_or_is_missing_is_named(tiny_bundle: Bundle) -> None:
    manifest = tiny_bundle.manifest
    first, *others = manifest.files
    other = replace(manifest, files=(replace(first, sha256="0" * 64), *others[1:]))
    found = compared(manifest, other)
    assert not found["same"]
    assert found["differing"] == sorted([first.path, others[0].path])


def test_other_metrics_differ_as_well(tiny_bundle: Bundle) -> None:
    found = compared(tiny_bundle.manifest, replace(tiny_bundle.manifest, metrics={"n": 1}))
    assert found["differing"] == ["manifest.json"]
