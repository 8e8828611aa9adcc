"""Which files are made below a folder while a block runs: inotify, so that one that is deleted again is seen too (Linux)."""

import ctypes
import os
import select
import struct
import threading
from contextlib import contextmanager
from pathlib import Path

CREATE, MOVED_TO, ONLY_FOLDERS, IS_FOLDER = 0x100, 0x80, 0x01000000, 0x40000000
HEAD = struct.Struct("iIII")


class Watch:
    """The folders watched by number, and the files seen."""

    def __init__(self, folders):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self.descriptor >= 0
        self.paths, self.made, self.stop = {}, [], threading.Event()
        for folder in folders:
            self.add(Path(folder))

    def add(self, folder):
        """Watch a folder with all below it; what is in it already is noted if it came while we watch."""
        number = self.libc.inotify_add_watch(self.descriptor, os.fsencode(folder), CREATE | MOVED_TO | ONLY_FOLDERS)
        if number >= 0:
            self.paths[number] = folder
            for entry in [each for each in os.scandir(folder) if each.is_dir(follow_symlinks=False)]:
                self.add(Path(entry.path))

    def take(self):
        """Read the events that have come."""
        data = os.read(self.descriptor, 1 << 16)
        while data:
            number, mask, _, length = HEAD.unpack_from(data)
            name = data[HEAD.size : HEAD.size + length].rstrip(b"\0").decode(errors="replace")
            data = data[HEAD.size + length :]
            path = self.paths.get(number, Path("?")) / name
            if mask & IS_FOLDER:
                self.made += [Path(each.path) for each in os.scandir(path) if each.is_file()] if path.is_dir() else []
                self.add(path)
            elif mask & (CREATE | MOVED_TO):
                self.made.append(path)

    def run(self):
        """Take events until stopped, and what has come by then."""
        while not self.stop.is_set() or select.select([self.descriptor], [], [], 0)[0]:
            if select.select([self.descriptor], [], [], 0.05)[0]:
                self.take()


@contextmanager
def files_made(*folders):
    """A list that holds, once the block has ended, the files made below these folders."""
    watch = Watch(folders)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch.made
    finally:
        watch.stop.set()
        thread.join(60)
        os.close(watch.descriptor)
