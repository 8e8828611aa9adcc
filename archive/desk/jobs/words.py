"""Words for the kinds of jobs and for how they end."""

from __future__ import annotations

from archive.desk.jobs.job_store import DeskJob
from gongkai.errors import Exit

KINDS = {
    "visit": ("访问", "Visit"),
    "run": ("运行", "Run"),
    "pause": ("暂停", "Pause"),
    "resume": ("恢复", "Resume"),
    "check": ("检查条目", "Check"),
    "probe": ("探测", "Probe"),
    "add": ("加入清单", "Add"),
    "publish": ("发布", "Publish"),
    "verify": ("校验", "Verify"),
    "diff": ("差异", "Difference"),
}
ENDS = {
    Exit.COMPLETE: ("完成", "done"),
    Exit.FAILED: ("失败", "failed"),
    Exit.USAGE: ("命令有误", "the command was refused"),
    Exit.DISK_FULL: ("磁盘空间不足，未开始", "too little disk, not begun"),
    Exit.BAD_CONFIGURATION: ("清单或设置有误", "the registry or a setting is wrong"),
    Exit.ALREADY_RUNNING: ("另一进程正在运行", "another process is at work"),
    Exit.PARTIAL: ("部分栏目未成功", "some columns failed"),
    Exit.WITHHELD: ("快照被扣留", "the snapshot is withheld"),
    Exit.STOPPED: ("已停止", "stopped"),
    Exit.DISK_FILLED: ("磁盘写满", "the disk filled"),
    Exit.CHALLENGED: ("遇到验证或限流", "challenged or rate-limited everywhere"),
    Exit.VERIFY_FAILED: ("校验未通过", "verification failed"),
}
CUT_OFF = ("中断，没有结束记录", "cut off, its end is not known")
RUNNING = ("进行中", "at work")


def end_words(chinese: bool, job: DeskJob) -> str:
    """Return how a job goes or went, in words."""
    if job.state != "finished":
        pair = RUNNING if job.state == "running" else CUT_OFF
    elif job.exit_code in set(Exit):
        pair = ENDS[Exit(job.exit_code)]
    else:
        pair = f"以 {job.exit_code} 结束", f"ended with {job.exit_code}"
    return pair[0] if chinese else pair[1]
