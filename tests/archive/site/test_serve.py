"""What stands in the way of serving is said in one sentence."""

import socket

from archive.publish.latest import published


def test_nothing_published_yet(gongkai, tmp_path):
    (tmp_path / "home" / "warc").mkdir(parents=True)
    done = gongkai("serve", "--port", "0")
    assert done.returncode == 1
    assert "nothing is published" in done.stderr
    assert "gongkai build" in done.stderr
    assert "gongkai snapshot" in done.stderr
    assert "Traceback" not in done.stderr


def test_port_in_use(gongkai, tmp_path):
    import json

    public = tmp_path / "home/public"
    public.mkdir(parents=True)
    (public / "x.db").write_bytes(b"")
    (public / "latest.json").write_text(
        json.dumps({"id": "x", "file": "x.db", "sha256": "0", "size": 0, "created": "2026-01-01T00:00:00Z", "tables": {}})
    )
    assert published(public).id == "x"
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = gongkai("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_latest_that_names_a_missing_file(gongkai, tmp_path):
    public = tmp_path / "home/public"
    public.mkdir(parents=True)
    (public / "latest.json").write_text('{"id": "x", "file": "../../etc/passwd", "sha256": "0", "size": 0, "created": "", "tables": {}}')
    done = gongkai("serve")
    assert done.returncode == 1
    assert "names passwd, which does not exist" in done.stderr
