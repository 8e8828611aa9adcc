"""Comments are gone before anything is read, strings that look like comments stay, and nothing takes longer than one pass."""

import pytest

from crawler.page import code
from tests.helpers.best_of import processor_seconds


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("<script>a = 'http://h/x'; // createPageHTML(9)\nb</script>", "<script>a = 'http://h/x'; \nb</script>"),
        ("<script>/* countPage = 7 */ countPage = 2</script>", "<script> countPage = 2</script>"),
        ("<script><!-- old\ncountPage = 3\n//--></script>", "<script>\ncountPage = 3\n</script>"),
        ("a<!-- <li>b</li> -->c", "ac"),
        ("a<!-- b", "a b"),
        ('<script>a = "it\\"s // no comment"</script>', '<script>a = "it\\"s // no comment"</script>'),
        ("<script>a = `//b`;//c", "<script>a = `//b`;"),
    ],
)
def test_comments_are_left_out_and_words_in_quotes_stay(text, bare):
    assert code.without_comments(text) == bare


def test_markup_has_no_scripts_and_scripts_no_markup():
    text = "<p>a</p><script>b('<a href=x>1</a>')</script><style>c</style><p>d</p>"
    assert code.markup(text) == "<p>a</p><script></script><style></style><p>d</p>"
    assert code.scripts(text) == "b('<a href=x>1</a>')"


@pytest.mark.parametrize("piece", ["<!--", "/*", '"\\', "'\\", "<script>", "<script ", "`", "//", "<script>/*", '<script>"\\'])
def test_hostile_text_takes_one_pass(piece):
    text = piece * (200_000 // len(piece))
    passes = (code.without_comments, code.markup, code.scripts)
    assert processor_seconds(lambda: [read(text) for read in passes], enough=2) < 2  # a second pass a character would take minutes
