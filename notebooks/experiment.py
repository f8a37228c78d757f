# SPDX-License-Identifier: Apache-2.0
"""Runs the program on scenario texts and reads what it prints: all that the notebooks share.

The program is `../waypost`, or what the environment variable WAYPOST names. Nothing is computed here:
figures come from the program's JSON, whose keys are the field names of scenarios/schema/result.proto.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import typing

import matplotlib.pyplot as plt

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("WAYPOST", str(HERE.parent / "waypost"))
FIGURES = pathlib.Path(os.environ.get("WAYPOST_FIGURES", HERE / "figures"))
BLUE, ORANGE, GREEN, GREY = "#1f5fa8", "#d1711c", "#3a8f4d", "#777777"
plt.rcParams.update({"figure.dpi": 100, "font.size": 10, "axes.grid": True, "grid.color": "#e4e4e4",
                     "axes.axisbelow": True, "axes.spines.top": False, "axes.spines.right": False,
                     "legend.frameon": False, "errorbar.capsize": 3})


class Figure(typing.NamedTuple):
    """A figure of a report: mean ± half_width (95 %, Student) over the replications."""
    mean: float
    half_width: float

    def __truediv__(self, divisor):
        return Figure(self.mean / divisor, self.half_width / divisor)


def run(name, scenario, *options):
    """The result of `waypost run` on this scenario text, as a dictionary; `name` shows in errors."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"{name}.textproto"
        path.write_text(scenario)
        command = [PROGRAM, "run", str(path), "--json", "--quiet", *map(str, options)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-4000:]}")
        return json.loads(done.stdout)


def figure(estimate):
    """A message Estimate; JSON leaves out a half-width that one run alone cannot have."""
    return Figure(estimate.get("mean", 0.0), estimate.get("half_width", 0.0))


def row(rows, **keys):
    """The one row of a list whose fields have these values: row(servers, name="ns1.example.org")."""
    found = [r for r in rows if all(r.get(key) == value for key, value in keys.items())]
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows with {keys}, among {len(rows)}")
    return found[0]


def series(result, key):
    """(end of each window, value of each window) of a time series, in seconds since the start."""
    line = row(result["series"], key=key)
    window = seconds(line["window"])
    return [window * (i + 1) for i in range(len(line["values"]))], line["values"]


def seconds(text):
    """A google.protobuf.Duration as JSON writes it: "3600s", "0.500s"."""
    return float(text.removesuffix("s"))


def show(picture, name):
    """Shows a picture, and keeps it as a small PNG."""
    picture.tight_layout()
    FIGURES.mkdir(parents=True, exist_ok=True)
    picture.savefig(FIGURES / f"{name}.png", metadata={"Software": None})
    plt.show()
