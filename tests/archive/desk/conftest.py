"""One desk over an empty home with a registry of two sites that nobody answers for."""

import pytest

from tests.helpers.desk import running_here

SITES = """# kept
- id: yunting
  name: 云汀市人民政府
  area: "990100"
  level: city
  allow_private: true
  delay: 0
  columns:
  - {id: annual, name: 年报, kind: annual_report, url: "http://127.0.0.1:9/nb/"}
  - {id: policy, name: 政策, kind: policy, url: "http://127.0.0.1:9/zc/"}
- id: other
  name: 石渡县人民政府
  area: "990101"
  level: county
  allow_private: true
  delay: 0
  columns:
  - {id: annual, name: 年报, kind: annual_report, url: "http://127.0.0.1:9/xian/"}
"""


def new_home(folder):
    folder.mkdir(parents=True)
    (folder / "sites.yaml").write_text(SITES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_home(tmp_path_factory.mktemp("desk") / "home")


@pytest.fixture(scope="module")
def desk(home):
    with running_here(home) as found:
        yield found
