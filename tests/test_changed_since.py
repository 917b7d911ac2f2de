"""``check --changed-since``: of a repository of stories only those that have changed."""

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mtcheck.cli import group
from mtcheck.git import GitError, changes_since

BAD = "They left both towns..\n"


def git(*arguments: str) -> None:
    """Run git in the current folder, apart from the user's own settings."""
    command = ["git", "-c", "user.name=Desk", "-c", "user.email=desk@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*command, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    top = tmp_path / "stories"
    top.mkdir()
    monkeypatch.chdir(top)
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / "cache"))
    git("init", "-q", "-b", "main")
    for name in ("old.txt", "edited.txt", "renamed.txt", "deleted.txt"):
        (top / name).write_text(f"{name}\n\n{BAD}", encoding="utf-8")
    (top / "desk").mkdir()
    (top / "desk" / "ü gone.txt").write_text(BAD, encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "branch")
    return top


def change(top: Path) -> None:
    """An edit that is committed, a rename, two deletions, an edit that is not committed, a file that is not tracked."""
    (top / "edited.txt").write_text(f"Anew.\n\n{BAD}", encoding="utf-8")
    git("mv", "renamed.txt", "renamed to.txt")
    git("rm", "-q", "deleted.txt", "desk/ü gone.txt")
    git("commit", "-qam", "two")
    (top / "ö\nnew.md").write_text(BAD, encoding="utf-8")
    (top / ".gitignore").write_text("ignored.txt\n", encoding="utf-8")
    (top / "ignored.txt").write_text(BAD, encoding="utf-8")


def run(*arguments: str) -> Result:
    """The command in this process; exceptions that are not click's come through."""
    command = ["check", "--fast", "--select", "PUN", "--format", "csv", *arguments]
    return CliRunner().invoke(group, command, standalone_mode=False)


def names(result: Result) -> set[str]:
    """The stories that were checked, of which each has a flag."""
    return {
        name for name in ("old.txt", "edited.txt", "renamed to.txt", "new.md", "ignored.txt") if name in result.stdout
    }


def test_what_changed_is_checked_and_nothing_else(repository: Path) -> None:
    assert (run("--changed-since", "main", ".").return_value, names(run("--changed-since", "main", "."))) == (0, set())
    change(repository)
    done = run("--changed-since", "main", ".")
    assert (done.return_value, done.stderr) == (1, "")
    assert names(done) == {"edited.txt", "renamed to.txt", "new.md"}
    assert names(run("--changed-since", "HEAD", ".")) == {"new.md"}
    assert names(run("--changed-since", "main", "old.txt", "edited.txt")) == {"edited.txt"}


def test_what_changed_on_the_other_branch_alone_is_not(repository: Path) -> None:
    git("mv", "renamed.txt", "renamed to.txt")
    git("commit", "-qm", "two")
    git("checkout", "-q", "main")
    (repository / "old.txt").write_text(f"Moved on.\n\n{BAD}", encoding="utf-8")
    git("commit", "-qam", "three")
    git("checkout", "-q", "branch")
    assert names(run("--changed-since", "main", ".")) == {"renamed to.txt"}


def test_what_is_gone_is_passed_over_and_what_never_was_is_not(repository: Path) -> None:
    change(repository)
    done = run("--changed-since", "main", "deleted.txt", "renamed.txt", "desk")
    assert (done.return_value, done.stderr) == (0, "")
    never = run("--changed-since", "main", "never.txt")
    assert (never.return_value, never.stderr) == (2, "mtcheck: never.txt: no such file\n")


def test_from_a_folder_below_and_over_a_link(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(repository)
    (tmp_path / "link").symlink_to(repository)
    assert names(run("--changed-since", "main", str(tmp_path / "link"))) == {"edited.txt", "renamed to.txt", "new.md"}
    (repository / "below").mkdir()
    monkeypatch.chdir(repository / "below")
    assert names(run("--changed-since", "main", "../edited.txt", "../old.txt")) == {"edited.txt"}


@pytest.mark.parametrize(
    "revision", ["nowhere", "--output=pwned", "-n", "", "main:old.txt", "a\0b", "HEAD; touch pwned"]
)
def test_a_revision_that_is_none(repository: Path, revision: str) -> None:
    assert (
        str(run(f"--changed-since={revision}", ".").exception) == f"--changed-since: git knows no commit “{revision}”"
    )
    assert not (repository / "pwned").exists()


def test_no_repository_no_git_nothing_in_common(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("checkout", "-q", "--orphan", "apart")
    git("commit", "-qm", "apart")
    with pytest.raises(GitError, match="no commit in common"):
        changes_since("main", repository)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text(BAD, encoding="utf-8")
    assert "is not in the repository" in str(run("--changed-since", "apart", str(outside / "a.txt")).exception)
    assert "standard input" in str(run("--changed-since", "apart", "-").exception)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(outside)
    error = str(run("--changed-since", "main", ".").exception)
    assert error.startswith("--changed-since: not a git repository")
    assert "\n" not in error
    monkeypatch.setenv("PATH", str(outside))
    assert str(run("--changed-since", "main", ".").exception) == "--changed-since: git is not installed"


def test_an_idle_suppression_is_not_named_where_only_some_stories_are_checked(repository: Path) -> None:
    (repository / "mtcheck.toml").write_text('[[suppress]]\nwords = ["pier"]\nreason = "so"\n', encoding="utf-8")
    assert "suppresses nothing" in run(".").stderr
    assert run("--changed-since", "main", ".").stderr == ""
