"""Every row of webhooks.yaml: what a host is sent, how long it may be, and which answer says that it was taken."""

import http.client
import subprocess

import pytest

from archive.ops import notify

TEXT = "三个栏目出错"
WANTED = [  # host, body, answer that says yes, bytes of the message at most
    ("qyapi.weixin.qq.com", {"msgtype": "text", "text": {"content": TEXT}}, {"errcode": 0}, 2048),
    ("oapi.dingtalk.com", {"msgtype": "text", "text": {"content": TEXT}}, {"errcode": 0}, 18000),
    ("open.feishu.cn", {"msg_type": "text", "content": {"text": TEXT}}, {"code": 0}, 18000),
    ("open.larksuite.com", {"msg_type": "text", "content": {"text": TEXT}}, {"code": 0}, 18000),
    ("hooks.slack.com", {"text": TEXT}, None, None),
    ("127.0.0.1", {"text": TEXT}, None, None),
]


@pytest.mark.parametrize(("host", "body", "good", "most"), WANTED)
def test_what_a_host_wants(host, body, good, most):
    found = notify.entry(f"https://{host}/hook/1")
    assert notify._fill(found["body"], TEXT) == body
    assert (found.get("good"), found.get("bytes")) == (good, most)


SECRET = "s3cret-Token.99x"
LEAKING = [
    ({"GONGKAI_ALARM_WEBHOOK": f"htps://oapi.dingtalk.com/robot/send?access_token={SECRET}"}, "cannot be read as an address"),
    ({"GONGKAI_ALARM_WEBHOOK": f"https://127.0.0.1:9/robot/{SECRET} x"}, "cannot be read as an address"),
    ({"GONGKAI_ALARM_WEBHOOK": f"https://127.0.0.1:{SECRET}/robot"}, "cannot be read as an address"),
    ({"GONGKAI_ALARM_WEBHOOK": f"http://127.0.0.1:1/robot/{SECRET}"}, "refused"),
    ({"GONGKAI_ALARM_COMMAND": f"sh -c 'exit 3' {SECRET}"}, "the command ended with 3"),
    ({"GONGKAI_ALARM_COMMAND": f"/nonexistent-{SECRET} x"}, "No such file"),
    ({"GONGKAI_ALARM_COMMAND": f"mail '{SECRET}"}, "cannot be read as an address or a command"),
    ({"GONGKAI_ALARM_MAIL": "a@b", "GONGKAI_SMTP": f"smtp://u:{SECRET}/x@127.0.0.1"}, "cannot be read as an address"),
    ({"GONGKAI_ALARM_MAIL": "a@b", "GONGKAI_SMTP": f"smtp://u:{SECRET}@127.0.0.1:1"}, "refused"),
]


@pytest.mark.parametrize(("settings", "words"), LEAKING, ids=range(len(LEAKING)))
def test_no_failure_repeats_a_key_or_a_password(settings, words):
    """Texts of failures go into the record of the run, into mail and onto pages; one address ended the run in a traceback."""
    failures = notify.send("告警", settings)
    texts = [*failures.values(), *notify.heartbeat({"GONGKAI_HEARTBEAT": settings.get("GONGKAI_ALARM_WEBHOOK", "")})]
    assert len(texts) == 1 + ("GONGKAI_ALARM_WEBHOOK" in settings)
    assert all(words in text for text in texts), texts
    assert not any(word in text for text in texts for word in (SECRET, SECRET[:6], "robot"))


def test_what_a_server_repeats_of_a_key_is_masked_and_its_name_is_not():
    settings = {"GONGKAI_ALARM_WEBHOOK": f"https://oapi.dingtalk.com/robot/send?access_token={SECRET}"}
    assert notify.reason(OSError(f"refused: no {SECRET} at oapi.dingtalk.com"), settings) == "refused: no … at oapi.dingtalk.com"
    assert notify.reason(http.client.BadStatusLine(SECRET), settings) == "the answer is no HTTP (BadStatusLine)"
    assert notify.reason(subprocess.TimeoutExpired(["mail", SECRET], 15), settings) == "the command took longer than 15 s"
