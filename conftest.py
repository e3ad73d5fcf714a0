"""What every test run has in common: no race against a clock, and no silent skip of what must run."""

import os
from collections.abc import Generator, Sequence

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

MUST_RUN = "SITLOG_TESTS_MUST_RUN"

# How long an example takes says more about the machine's other guests than about the code.
settings.register_profile("sitlog", deadline=None)
settings.load_profile("sitlog")

# What the README shows in Python is run as it stands.
pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["README.md"]).pytest()


class MustRun:
    """Turns a skipped test that is about one of these words into a failed one."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for word in self.words:
            if not any(word in about(item) for item in items):
                message = f"{MUST_RUN} names {word}, but no test collected here is about it"
                raise pytest.UsageError(message)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        self.refuse_skip(report, about(item))
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        self.refuse_skip(report, about(collector))
        return report

    def refuse_skip(self, report: pytest.TestReport | pytest.CollectReport, subject: str) -> None:
        """Fail the report if it says skipped; an expected failure is reported as skipped too, and stays one."""
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longreprtext
        if any(word in subject or word in reason.lower() for word in self.words):
            report.outcome = "failed"
            report.longrepr = f"{MUST_RUN}={','.join(self.words)}, yet it was skipped: {reason}"


def about(node: pytest.Item | pytest.Collector) -> str:
    """Everything a test says of itself: its path, names and parameters, and its marks."""
    return " ".join([node.nodeid, *(mark.name for mark in node.iter_markers())]).lower()


def pytest_configure(config: pytest.Config) -> None:
    """Read which tests must run, as words with commas between: `SITLOG_TESTS_MUST_RUN=postgres`."""
    words = os.environ.get(MUST_RUN, "").lower().replace(",", " ").split()
    if words:
        config.pluginmanager.register(MustRun(words))
