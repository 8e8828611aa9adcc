"""Serve the replica until interrupted."""

import argparse

from tests.replica.server import Replica

options = argparse.ArgumentParser(description=__doc__)
options.add_argument("--port", type=int, default=18500)
served = Replica(options.parse_args().port)
for name, host in served.hosts.items():
    print(f"{host.base}  {name}  {host.family}: {', '.join(column.path for column in host.columns)}", flush=True)
served.serve()
