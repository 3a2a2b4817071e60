"""Run a command and write what it cost as JSON: `launch.py <result> <command> …`.

A process of its own because Linux counts what the parent held at the fork as the child's peak: from
a parent that has imported polars and Prefect every command would seem to need 300 MB. Run with
`-I -S`, this one holds 10 MB.
"""

import json
import os
import sys
import time


def main(result: str, command: list[str]) -> int:
    """Run the command; return its exit code."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    cost = {
        "wall_s": wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,  # Linux counts in KiB
    }
    with open(result, "w") as out:  # noqa: PTH123 (pathlib is 5 MB more)
        json.dump(cost, out)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
