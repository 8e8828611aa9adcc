"""`gongkai desk` as a command: where it listens, who is let in, what of its command line the page of settings shows. Nothing is served."""

from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from archive.desk import command
from archive.desk.guard import TOKEN
from archive.desk.settings import SettingInForce
from archive.site import serve
from gongkai.home import Home
from gongkai.run_log import RUN

LONG = "a-token-long-enough-for-the-desk"


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """Run the command as the group does; return what was served, and how it ended."""
    (tmp_path / "sites.yaml").write_text("[]", encoding="utf-8")
    monkeypatch.delenv(TOKEN, raising=False)

    @click.group()
    @click.option("--home", envvar="GONGKAI_HOME")
    @click.option("--registry")
    @click.pass_context
    def group(ctx, home, registry):
        ctx.obj = {"home": Home(tmp_path), "registry": registry}

    group.add_command(command.desk)
    monkeypatch.setattr(command, "application", lambda *given: given)

    def run(*args, env=None, before=()):
        served = []
        monkeypatch.setattr(serve, "run", lambda *given: served.append(given))
        done = CliRunner().invoke(group, [*before, "desk", *args], env=env or {})
        return SimpleNamespace(served=served, code=done.exit_code, error=done.exception)

    return run


def test_where_it_listens(ran, tmp_path):
    ((application, port, host, ready),) = ran().served
    home, registry, guard, settings = application
    assert (home, registry, port, host, ready) == (Home(tmp_path), None, 8002, "127.0.0.1", "the desk is at {address}")
    assert (guard.token, guard.names, len(guard.secret)) == ("", frozenset(), 32)
    assert guard.secret == (tmp_path / "desk" / "secret").read_bytes()
    assert [row.source for row in settings] == ["default"] * 5
    ((_, port, host, _),) = ran("--port", "0", "--host", "127.0.0.2").served
    assert (port, host) == (0, "127.0.0.2")


@pytest.mark.parametrize(("port", "code"), [("65535", 0), ("65536", 2), ("-1", 2), ("x", 2)])
def test_a_port_is_one(ran, port, code):
    assert ran("--port", port).code == code


def test_names_need_a_token(ran):
    ((application, *_),) = ran("--name", "Desk.Example.ORG", "--name", "b.example", env={TOKEN: LONG}).served
    assert (application[2].token, application[2].names) == (LONG, frozenset({"desk.example.org", "b.example"}))
    refused = ran("--name", "desk.example.org")
    assert (refused.served, type(refused.error).__name__) == ([], "UsageError")


def test_the_command_line_on_the_page_of_settings(ran, tmp_path):
    ((application, *_),) = ran(
        "--name", "a.example", "--name", "b.example", "--port", "9", env={TOKEN: LONG, "GONGKAI_HOME": "h"}, before=["--registry", "r.yaml"]
    ).served
    assert set(application[3]) == {
        SettingInForce("--home", "档案目录", "Folder of the archive", "h", "environment"),
        SettingInForce("--registry", "站点清单", "Registry of sites", "r.yaml", "command_line"),
        SettingInForce("--port", "端口", "Port", "9", "command_line"),
        SettingInForce("--host", "监听地址", "Address it listens on", "127.0.0.1", "default"),
        SettingInForce("--name", "允许的主机名", "Host names answered", "a.example, b.example", "command_line"),
    }
    ((application, *_),) = ran().served
    assert {row.name: row.value for row in application[3]} == {
        "--home": "None",
        "--registry": "packaged",
        "--port": "8002",
        "--host": "127.0.0.1",
        "--name": "",
    }


def test_what_jobs_inherit(tmp_path, monkeypatch):
    monkeypatch.undo()
    for name, value in ((TOKEN, LONG), (RUN, "run-1"), ("GONGKAI_CONTACT", "a@b.example")):
        monkeypatch.setenv(name, value)
    home = Home(tmp_path)
    made = command.application(home, None, SimpleNamespace(token="", form_token=None), ())
    environment = made.pages.jobs.environment
    assert ({TOKEN, RUN} & set(environment), environment["GONGKAI_CONTACT"]) == (set(), "a@b.example")
    assert (made.pages.registry.path, made.pages.registry.frontier) == (tmp_path / "sites.yaml", home.frontier)
    assert (made.pages.jobs.folder, made.pages.overviews.home) == (tmp_path.absolute() / "desk" / "jobs", home)
    assert made.pages.jobs.call == made.pages.registry.call
    assert list(made.pages.jobs.call[-2:]) == ["--home", str(tmp_path.absolute())]
    other = command.application(home, tmp_path / "other.yaml", SimpleNamespace(token=""), ())
    assert other.pages.registry.path == tmp_path / "other.yaml"
