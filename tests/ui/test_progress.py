import io

from ui.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_there_is_a_bar_that_leaves_nothing_behind():
    stream = Terminal()
    with progress(stream) as tell:
        tell("fetching pages", 3, 12)
    shown = stream.getvalue()
    assert "fetching pages" in shown
    assert "3/12" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_elsewhere_there_is_a_plain_line_now_and_then(monkeypatch):
    monkeypatch.setattr("ui.progress.PAUSE", 0.0)
    stream = io.StringIO()
    with progress(stream) as tell:
        tell("fetching pages", 3, 12)
        tell("fetching pages", 4, 12)
    assert stream.getvalue() == "fetching pages: 3 of 12\nfetching pages: 4 of 12\n"


def test_quick_work_says_nothing_elsewhere():
    stream = io.StringIO()
    with progress(stream) as tell:
        for done in range(100):
            tell("fetching pages", done, 100)
    assert stream.getvalue() == ""
