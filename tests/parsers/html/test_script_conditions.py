"""What a script does only on a condition is not counted as said."""

import pytest

from parsers.html.script_strings import GROWS, MOST, joined, tokens


@pytest.mark.parametrize("word", ["if", "for", "while", "switch", "with", "catch"])
def test_what_follows_a_condition_is_left_alone(word):
    assert list(joined(f'var a = "1" + "2"; {word} (x) a += "3";')) == []
    assert list(joined(f'var a = "1" + "2"; {word} (x) {{ b += "3" + "4"; }}')) == ["12", "34"]
    assert list(joined('var a = "1" + "2"; call (x); a += "3";')) == ["123"]


@pytest.mark.parametrize("word", ["return", "typeof", "case", "else", "do", "in", "of", "new", "delete", "void", "throw"])
def test_a_slash_behind_a_word_that_is_no_value_begins_a_pattern(word):
    assert [token.kind for token in tokens(f"{word} /'/")] == ["name", "regex"]
    assert [token.kind for token in tokens(f"x{word} / 2 / 3")][:2] == ["name", "sign"]


@pytest.mark.parametrize(("sign", "kind"), [(")", "sign"), ("]", "sign"), ("}", "sign"), ("(", "regex"), ("=", "regex"), ("", "regex")])
def test_a_slash_behind_a_bracket_that_closes_divides(sign, kind):
    assert [token.kind for token in tokens(f"{sign} /a/ ")][1 if sign else 0] == kind


@pytest.mark.parametrize(
    ("script", "kinds"),
    [
        ("// a\nb", ["name"]),
        ("/* a */ b", ["name"]),
        ("/* a", []),
        ("<!-- a\nb", ["name"]),
        ("a . b", ["name"]),
        ("$a_1", ["name"]),
        ("1.5", ["number"]),
        ("a+=1", ["name", "sign", "number"]),
        ("/[/]'/g", ["regex"]),
        (r"/\/'/", ["regex"]),
        ('"\\"" + 1', ["string", "sign", "number"]),
    ],
)
def test_the_tokens_of_a_script(script, kinds):
    assert [token.kind for token in tokens(script)] == kinds


def test_a_token_says_whether_a_line_begins_before_it():
    assert [(token.text, token.fresh) for token in tokens("a b\nc /* \n */ d // x\n e")] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("d", True),
        ("e", True),
    ]


@pytest.mark.parametrize(
    "script",
    [
        'a = "1"; x ? a += "2" : a += "3"',
        'a = "1"; x && a += "2"',
        'a = "1"; x || a += "2"',
        'a = "1"; f(x => a += "2")',
        'a = "1"; do a += "2"; while (x)',
        'a = "1"; if (x) b(); else a += "2"',
    ],
)
def test_what_is_added_on_a_condition_makes_the_text_unknown(script):
    assert list(joined(script)) == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('a = "1"\nb += "2"', ["1", "2"]),
        ('a = "1"\n"2" + "3"', ["23", "1"]),
        ('a = "1"\n2\na += "3"', ["13"]),
        ('a = "1" b += "2"', ["2"]),
        ('a = "1"\n.trim(); b += "2"', ["2"]),
        ('a += "1" + 2.5 + "3"', ["12.53"]),
        ('a += "1" + 0x10 + "3"', []),
        ('a += 2 + "3"', []),
        ('{ a = "1"; a += "2" } a += "3"', []),
        ('} a = "1"; a += "2"', ["12"]),
        (') a = "1"; a += "2"', ["12"]),
        ('document.write("1", x)', []),
        ('document.write("1"', []),
        ('document.write = "1" + "2"', ["12"]),
        ('a = ["1" + "2"]; b = {c: "3" + "4"}', ["12", "34"]),
        ('"1" + "2"', ["12"]),
        ('f("1" + x); b += "2"', ["2"]),
    ],
)
def test_what_is_certain_of_a_script(script, found):
    assert list(joined(script)) == found


@pytest.mark.parametrize("sign", ['"x" +', '+ "x"', "+ 'x'", "a +=", "document.write", "document . write"])
def test_a_script_that_puts_no_string_together_is_not_gone_through(sign):
    assert GROWS.search(sign)
    assert not GROWS.search('a = "x"; b = 1 + 2; c.write("x")')


@pytest.mark.parametrize(("length", "found"), [(MOST, ["12"]), (MOST + 1, [])])
def test_a_script_longer_than_any_is_not_gone_through(length, found):
    script = 'a="1"+"2";'
    assert list(joined(script + " " * (length - len(script)))) == found
