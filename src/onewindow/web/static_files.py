"""Static files under names that change with their content, compressed beside the plain ones."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As WhiteNoise has it, but a file that is not collected yet (in tests) keeps its plain name."""

    manifest_strict = False
