"""What `make coverage` takes for a branch, and when it fails."""

from pathlib import Path

import pytest

from tools.coverage import Profile, Statement, branches, report


def profile(name: str, *statements: tuple[str, str, int]) -> Profile:
    """A function of statements: name, branch, and how often it ran; the line is the place."""
    return Profile(
        {
            name: {
                str(place): Statement(place, statement, branch, runs)
                for place, (statement, branch, runs) in enumerate(statements)
            }
        }
    )


BLOCK = ("statement block", " ", 3)


def test_an_if_without_else_has_a_branch_that_passes_it_by() -> None:
    always = profile("f()", BLOCK, ("IF", "0 body", 3), ("RAISE", "1 then body", 3))
    assert branches(always.functions["f()"])["1 else (there is none)"] == (1, 0)
    sometimes = profile("f()", BLOCK, ("IF", "0 body", 3), ("RAISE", "1 then body", 2))
    assert branches(sometimes.functions["f()"])["1 else (there is none)"] == (1, 1)


def test_an_if_with_else_has_not() -> None:
    both = (("a", "1 then body", 1), ("b", "1 elsif 1", 1), ("c", "1 else body", 1))
    found = branches(profile("f()", BLOCK, ("IF", "0 body", 3), *both).functions["f()"])
    assert set(found) == {" ", "0 body", "1 then body", "1 elsif 1", "1 else body"}


@pytest.mark.parametrize(
    ("name", "runs", "failed"),
    [("f()", 1, 0), ("f()", 0, 1), ("longest_streak()", 1, 0), ("longest_streak()", 0, 1)],
)
def test_below_the_limit_is_a_failure(
    capsys: pytest.CaptureFixture[str], name: str, runs: int, failed: int
) -> None:
    function = profile(name, BLOCK, ("assignment", "0 body", runs))
    assert report(function) == failed
    assert ("never ran: assignment, line 1" in capsys.readouterr().out) == bool(failed)


def test_streaks_have_no_slack() -> None:
    statements = [("assignment", f"{place} body", 1) for place in range(20)]
    nearly = (BLOCK, *statements, ("assignment", "20 body", 0))
    assert report(profile("f()", *nearly)) == 0
    for name in ("evaluate_streak()", "_window_counts()", "_first_earned()", "_award_holds()"):
        assert report(profile(name, *nearly)) == 1


def test_no_profile_at_all_is_a_failure() -> None:
    assert report(Profile()) == 1


def test_profiles_add_up(tmp_path: Path) -> None:
    one = profile("f()", BLOCK, ("assignment", "0 body", 0))
    other = profile("f()", BLOCK, ("assignment", "0 body", 2))
    other.save(tmp_path / "profile.json")
    one.merge(tmp_path / "profile.json")
    assert one.functions["f()"]["1"].runs == 2
