# SPDX-License-Identifier: MIT
"""The files of the repository: what git tracks or would track, or, without git, every file outside of build folders."""
import os
import pathlib
import subprocess

SKIPPED = {".git", "build", "node_modules", "__pycache__", ".cache"}


def repo_files(root):
    """Paths relative to root, sorted."""
    root = pathlib.Path(root).resolve()
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        output = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        names = set(filter(None, output.split("\0")))
    except (OSError, subprocess.CalledProcessError):
        names = set(walk(root))
    return sorted(name for name in names if (root / name).is_file() and not (root / name).is_symlink())


def walk(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.startswith("build-")]
        for name in files:
            yield (pathlib.Path(folder) / name).relative_to(root).as_posix()
