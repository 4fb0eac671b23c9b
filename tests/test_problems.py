import json

from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import (
    Problem,
    Problems,
    Rejected,
    Severity,
    Span,
    as_json,
    did_you_mean,
    nearest,
    warning,
)

LINE = "- components: apj=major_outage"
SPAN = Span(path="content/incidents/x.md", line=14, column=15, length=3, text=LINE)
UNKNOWN = Problem(
    code="unknown-component",
    message="there is no component “apj”",
    span=SPAN,
    hint="Did you mean “api”?\nComponents are listed in content/site.yml.",
)


def test_the_report_shows_the_line_with_a_caret() -> None:
    assert UNKNOWN.as_text() == (
        "content/incidents/x.md:14:15: error[unknown-component]: there is no component “apj”\n"
        "    |\n"
        " 14 | - components: apj=major_outage\n"
        "    |               ^^^\n"
        "   hint: Did you mean “api”?\n"
        "         Components are listed in content/site.yml."
    )


def test_a_problem_with_a_whole_file_has_no_line() -> None:
    problem = Problem(
        code="not-text", message="the file is not text", span=Span(path="a.md", line=0)
    )
    assert problem.as_text() == "a.md: error[not-text]: the file is not text"
    assert problem.as_github() == "::error file=a.md,title=not-text::the file is not text"


def test_the_caret_is_placed_after_wide_characters_and_tabs() -> None:
    text = "\t障害 e\u0301 nxet: 15:00"
    span = Span(path="a.md", line=1, column=text.index("nxet") + 1, length=4, text=text)
    _, _, shown, caret, *_ = Problem(code="c", message="m", span=span).as_text().splitlines()
    # A tab is one column here, each ideograph two, the combining accent none.
    assert shown == " 1 |  障害 e\u0301 nxet: 15:00"
    assert caret == "   | " + " " * (1 + 4 + 1 + 1 + 1) + "^^^^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "x" * 5_000_000 + "HERE" + "y" * 5_000_000
    span = Span(path="a.md", line=1, column=5_000_001, length=4, text=text)
    _, _, shown, caret = Problem(code="c", message="m", span=span).as_text().splitlines()
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("HERE")
    assert shown.endswith("…")


def test_control_characters_never_reach_the_terminal() -> None:
    text = "title: \x1b[31mred\u202e"
    problem = Problem(code="c", message=f"bad {text}", span=Span(path="a.md", text=text), hint=text)
    assert "\x1b" not in problem.as_text()
    assert "\u202e" not in problem.as_text()


def test_the_github_form_escapes_special_characters() -> None:
    span = Span(path="a,b:c%.md", line=2, column=3, length=4, text="")
    problem = Problem(
        code="c", message="100 %\nsure", span=span, hint="do: it", severity=Severity.WARNING
    )
    assert problem.as_github() == (
        "::warning file=a%2Cb%3Ac%25.md,line=2,col=3,endColumn=7,title=c::100 %25%0Asure%0Ado: it"
    )


def test_the_json_form_has_every_key() -> None:
    assert json.loads(as_json([UNKNOWN])) == {
        "problems": [
            {
                "severity": "error",
                "code": "unknown-component",
                "message": "there is no component “apj”",
                "hint": UNKNOWN.hint,
                "path": "content/incidents/x.md",
                "line": 14,
                "column": 15,
                "length": 3,
            }
        ]
    }


def test_problems_are_sorted_without_duplicates() -> None:
    problems = Problems()
    problems.warning("b", "second", Span(path="b.md", line=2))
    problems.error("a", "third", Span(path="b.md", line=10))
    problems.error("a", "first", Span(path="a.md", line=99))
    problems.error("a", "first", Span(path="a.md", line=99))
    assert [problem.message for problem in problems] == ["first", "second", "third"]
    assert [problem.message for problem in problems.errors] == ["first", "third"]
    assert len(problems) == 3


def test_problems_that_do_not_apply_are_dropped() -> None:
    kept, excused = (warning(code, "a", Span(path="x.md")) for code in ("kept", "excused"))
    problems = Problems([kept, excused])
    problems.drop(lambda problem: problem.code == "excused")
    assert list(problems) == [kept]


def test_problems_can_be_replaced() -> None:
    problems = Problems([UNKNOWN])
    problems.revise(Problem.as_warning)
    assert list(problems) == [UNKNOWN.as_warning()]


def test_rejected_has_all_problems_sorted() -> None:
    rejected = Rejected([UNKNOWN, UNKNOWN.as_warning()])
    assert [problem.severity for problem in rejected.problems] == ["error", "warning"]


def test_nearest_ignores_case_and_delimiters() -> None:
    assert nearest("Site-Title", ["site_title", "url"]) == "site_title"
    assert nearest("investigatng", ["investigating", "identified"]) == "investigating"
    assert nearest("banana", ["api", "dashboard"]) is None


def test_the_hint_suggests_a_similar_word_or_something_else() -> None:
    assert did_you_mean("api", "List it.") == "Did you mean `api`?"
    assert did_you_mean("api", always="Known are api.") == "Did you mean `api`? Known are api."
    assert did_you_mean(None, "List it.") == "List it."
    assert did_you_mean("api", form="content/{}/") == "Did you mean content/api/?"
    assert did_you_mean(None, always="Known are api.") == "Known are api."


@given(st.text(max_size=300), st.integers(-5, 400), st.integers(1, 400), st.text(max_size=40))
def test_any_problem_can_be_shown(text: str, column: int, length: int, message: str) -> None:
    line = text.replace("\n", " ")
    span = Span(path="a.md", line=1, column=column, length=length, text=line)
    problem = Problem(code="c", message=message, span=span, hint=message)
    assert "^" in problem.as_text() or not line
    assert "\n" not in problem.as_github()
    json.dumps(problem.as_record())
