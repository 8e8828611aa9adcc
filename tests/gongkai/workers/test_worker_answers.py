"""What a worker answers: a result, or why there is none; and the clock of its task. In this process."""

import math
import threading
from multiprocessing import Pipe

import pytest

from gongkai.workers import pages_read, time_left, worker
from gongkai.workers.answers import packed, unpacked
from gongkai.workers.worker import Limits, TaskFailure


def answered(function, limits=worker.DEFAULT):
    return unpacked(worker.answered(function, "task", limits, ()), (TaskFailure,))


def raising(error):
    def function(task):
        raise error

    return function


def test_a_result_is_answered_as_it_is():
    assert answered(str.upper) == "TASK"
    assert answered(lambda task: TaskFailure("code", "words")) == TaskFailure("code", "words")


@pytest.mark.parametrize(
    ("error", "words"),
    [(MemoryError(), "needs more memory than a document may take"), (RecursionError(), "needs deeper nesting than a document may take")],
)
def test_what_the_limits_forbid_is_a_failure(error, words):
    assert answered(raising(error)) == TaskFailure("memory", words)


def test_any_other_error_is_not_hidden():
    with pytest.raises(KeyError):
        answered(raising(KeyError("x")))


@pytest.mark.parametrize(("spare", "fails"), [(0, False), (-1, True)])
def test_an_answer_has_a_size(spare, fails):
    most = len(packed("x" * 2000, (TaskFailure,))) + spare
    found = answered(lambda task: "x" * 2000, Limits(output=most))
    assert found == (TaskFailure("output_limit", f"gives more than {most:,} bytes of text and cells") if fails else "x" * 2000)
    assert not fails or "2,0" in found.message


def test_the_limits_of_a_task():
    limits = worker.DEFAULT
    assert (limits.seconds, limits.memory, limits.space, limits.base, limits.each) == (120.0, 1240 << 20, 6 << 30, 60.0, 60.0)
    assert (limits.output, limits.file) == (256 << 20, 1 << 30)


def test_nobody_who_listens_is_no_error():
    ours, theirs = Pipe()
    worker.say(ours, b"said")
    assert theirs.recv_bytes() == b"said"
    theirs.close()
    worker.say(ours, b"said")
    worker.say(ours, b"said")
    ours.close()


# ---- its clock


@pytest.fixture(autouse=True)
def unlimited():
    yield
    time_left.begin(math.inf)


def test_the_time_left_is_counted_from_the_beginning_of_a_task(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(time_left.time, "monotonic", lambda: clock[0])
    assert time_left.time_left() == math.inf
    time_left.begin(30.0)
    clock[0] += 10.0
    assert time_left.time_left() == 20.0
    clock[0] += 30.0
    assert time_left.time_left() == -10.0


def spin():
    while True:
        pass


def test_code_is_interrupted_once_its_budget_is_used_up():
    with pytest.raises(time_left.Interrupted), time_left.interrupted_after(0.01):
        spin()


def test_no_handler_of_exceptions_holds_an_interruption():
    assert not issubclass(time_left.Interrupted, Exception)


def test_what_ends_in_time_is_not_interrupted_later():
    import signal

    before = signal.getsignal(signal.SIGVTALRM)
    with time_left.interrupted_after(3600.0):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_outside_the_main_thread_nothing_is_interrupted():
    ended = []

    def work():
        with time_left.interrupted_after(0.000001):
            sum(range(100_000))
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert ended == [True]


# ---- pages read


@pytest.fixture
def reported():
    found = []
    pages_read.begin(found.append)
    yield found
    pages_read._reports.clear()


def test_a_page_is_reported_to_whoever_waits(reported):
    pages_read.report(3, 40)
    assert reported == [b"page 3 40"]
    assert pages_read.unpacked(reported[0]) == (3, 40)


def test_the_last_who_waits_is_the_only_one(reported):
    later = []
    pages_read.begin(later.append)
    pages_read.report(1, 2)
    assert (reported, later) == ([], [b"page 1 2"])


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (b"page 1 1", (1, 1)),
        (b"page 999999 999999", (999999, 999999)),
        (b"page 1000000 1000000", None),
        (b"page 0 4", None),
        (b"page 5 4", None),
        (b"page 1 2 ", None),
        (b" page 1 2", None),
    ],
)
def test_only_a_page_of_so_many_is_believed(body, pages):
    assert pages_read.unpacked(body) == pages
    assert pages is None or len(body) <= pages_read.LONGEST
    assert len(b"page 999999 999999") == pages_read.LONGEST
