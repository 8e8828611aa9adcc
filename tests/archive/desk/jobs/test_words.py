"""The words for jobs: each kind has its pair, and each way to end."""

from types import SimpleNamespace

import pytest

from archive.desk.jobs import words
from gongkai.errors import Exit


@pytest.mark.parametrize(
    ("state", "code", "chinese", "english"),
    [
        ("running", None, "进行中", "at work"),
        ("running", 0, "进行中", "at work"),
        ("cut_off", None, "中断，没有结束记录", "cut off, its end is not known"),
        ("finished", 0, "完成", "done"),
        ("finished", 1, "失败", "failed"),
        ("finished", 2, "命令有误", "the command was refused"),
        ("finished", 3, "磁盘空间不足，未开始", "too little disk, not begun"),
        ("finished", 4, "清单或设置有误", "the registry or a setting is wrong"),
        ("finished", 5, "另一进程正在运行", "another process is at work"),
        ("finished", 6, "部分栏目未成功", "some columns failed"),
        ("finished", 7, "快照被扣留", "the snapshot is withheld"),
        ("finished", 11, "已停止", "stopped"),
        ("finished", 16, "磁盘写满", "the disk filled"),
        ("finished", 18, "遇到验证或限流", "challenged or rate-limited everywhere"),
        ("finished", -9, "以 -9 结束", "ended with -9"),
        ("finished", 99, "以 99 结束", "ended with 99"),
    ],
)
def test_how_a_job_goes_or_went(state, code, chinese, english):
    job = SimpleNamespace(state=state, exit_code=code)
    assert (words.end_words(True, job), words.end_words(False, job)) == (chinese, english)


def test_each_exit_code_has_its_words():
    assert set(words.ENDS) == set(Exit)
    assert words.end_words(False, SimpleNamespace(state="finished", exit_code=int(Exit.VERIFY_FAILED))) == "verification failed"
    assert words.end_words(True, SimpleNamespace(state="finished", exit_code=int(Exit.VERIFY_FAILED))) == "校验未通过"


@pytest.mark.parametrize(
    ("kind", "chinese", "english"),
    [
        ("visit", "访问", "Visit"),
        ("run", "运行", "Run"),
        ("pause", "暂停", "Pause"),
        ("resume", "恢复", "Resume"),
        ("check", "检查条目", "Check"),
        ("probe", "探测", "Probe"),
        ("add", "加入清单", "Add"),
        ("publish", "发布", "Publish"),
        ("verify", "校验", "Verify"),
        ("diff", "差异", "Difference"),
    ],
)
def test_the_kinds_of_jobs(kind, chinese, english):
    assert words.KINDS[kind] == (chinese, english)
    assert len(words.KINDS) == 10
