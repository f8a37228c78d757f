#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The dashboard as people and scripts meet it: real windows under Xvfb, a real pointer (xdotool), pictures, errors.

usage: tests/ui/window.py [--build DIR] PART...
parts: smoke         every scenario of the library for 30 frames, in a small window
       smoke-all     the same in every theme and at four scales (minutes)
       teacher planner migration   a story each, to its end, checked in the simulation's own state
       pictures      against tests/ui/golden, at most 0.5 % of the pixels differ; --record makes them anew
       errors        no display, bad files, wrong options: a sentence and exit code 2

Needs Xvfb and xdotool (scripts/packages install window-tests). Exit code 1 when something is not as it should be, 77
(skipped) when these are missing.
"""
import argparse
import concurrent.futures
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBRARY = os.path.join(ROOT, "scenarios", "library")
GOLDEN = os.path.join(ROOT, "tests", "ui", "golden")
PATIENCE = 60  # seconds; a busy machine draws a frame in a third of one


class Failed(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failed(what)


class Display:
    """An X server of its own, so that tests do not disturb each other."""

    def __enter__(self):
        read, write = os.pipe()
        # Without -noreset it starts over when its last window closes, and a program that comes just then finds none.
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp",
             "-noreset", "-r"],  # -r: a key held in a slow frame is not repeated
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        number = b""
        while not number.endswith(b"\n"):
            octet = os.read(read, 1)
            check(octet, "Xvfb did not start")
            number += octet
        os.close(read)
        self.env = dict(os.environ, DISPLAY=":" + number.decode().strip())
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class View:
    """A window of `waypost view`, driven by its UI map: names of widgets and where they are."""

    def __init__(self, program, display, arguments):
        self.env = display.env
        self.pointer = None
        self.folder = tempfile.mkdtemp(prefix="waypost_ui_")
        self.map = os.path.join(self.folder, "map.json")
        self.process = subprocess.Popen(
            [program, "view", *arguments, "--size", "1280x720", "--ui-map", self.map],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait(lambda s: s["frame"] >= 2, "its first frames")

    def state(self):
        try:
            with open(self.map) as f:
                return json.load(f)
        except (OSError, ValueError):
            return None

    def wait(self, condition, what):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failed(f"the window closed while waiting for {what}: {self.process.stderr.read()}")
            state = self.state()
            if state is not None and condition(state):
                return state
            time.sleep(0.02)
        raise Failed(f"waited {PATIENCE} s for {what}; state: {json.dumps(self.state())[:600]}")

    def xdotool(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def do(self, *words, inputs=1):
        """An action of mouse or keyboard, until the window has taken it and drawn what follows. One at a time: ImGui
        1.86 samples keys and buttons once a frame (texts come by characters, and wait in line)."""
        before = self.state()["inputs"]
        self.xdotool(*words)
        self.wait(lambda s: s["inputs"] >= before + inputs and s["settled"], f"{words} to be taken")

    def move_to(self, widget):
        state = self.wait(lambda s: widget in s["widgets"], f"a widget {widget!r}")
        x, y, width, height = state["widgets"][widget]
        place = int(x + width / 2), int(y + height / 2)
        if place != self.pointer:  # a move to where it is would tell the window nothing
            self.do("mousemove", *place)
        self.pointer = place

    def click(self, widget):
        self.move_to(widget)
        self.do("mousedown", 1)
        self.do("mouseup", 1)

    def type_into(self, widget, text, enter=True):
        self.click(widget)
        self.wait(lambda s: s["typing"], f"{widget} to take the keys")
        self.do("type", "--delay", 8, text, inputs=2 * len(text))
        if enter:
            self.key("Return")

    def key(self, name):
        self.do("keydown", name)
        self.do("keyup", name)

    def chord(self, modifier, key):
        self.do("keydown", modifier)
        self.key(key)
        self.do("keyup", modifier)

    def close(self):
        self.process.terminate()  # ends it as closing the window does
        out, err = self.process.communicate(timeout=PATIENCE)
        check(self.process.returncode == 0, f"exit code {self.process.returncode}: {err}")
        check("error" not in err.lower(), err)
        shutil.rmtree(self.folder, ignore_errors=True)
        return out


def seconds(state):
    return state["now_ns"] / 1e9


# --- stories -----------------------------------------------------------------------------------------


def teacher(programs):
    """A class: predict, see the walk of a cold lookup, predict again, stand where the lesson says."""
    with Display() as display:
        view = View(programs["view"], display, ["first_lookup", "--lesson"])
        view.wait(lambda s: abs(seconds(s) - 9) < 1e-6 and not s["playing"], "the lesson's first instant")
        check("choice 2" in view.state()["widgets"], "the question has three answers")
        view.click("choice 2")
        view.wait(lambda s: s["lesson_right"] == 1, "the right answer to be counted")
        view.click("lesson next")
        state = view.wait(lambda s: "www.example.org. A" in s["story"], "the cold lookup to be followed")
        check(abs(seconds(state) - 12) < 1e-6, "it stands at 12 s")
        view.key("n")
        view.wait(lambda s: s["lesson_step"] == 2 and abs(seconds(s) - 19) < 1e-6, "the third step")
        view.click("choice 0")  # wrong
        view.key("n")
        state = view.wait(lambda s: s["lesson_step"] == 3 and abs(seconds(s) - 29) < 1e-6, "the fourth step")
        view.click("choice 0")
        view.wait(lambda s: s["lesson_right"] == 2, "two of three right")
        # The pupil goes on: the repeat at 30 s is answered from the cache.
        view.type_into("jump", "31s")
        view.wait(lambda s: abs(seconds(s) - 31) < 1e-6, "the jump")
        view.click("tab events")
        view.type_into("filter", "kind:cache_hit", enter=False)
        view.wait(lambda s: s["filter"] == "kind:cache_hit" and s["matching"] == 1, "one cache hit so far")
        view.close()


def planner(programs):
    """How long after a two hours' outage until the queue is empty again, and what if one host comes back earlier?"""
    with Display() as display:
        view = View(programs["view"], display, ["outage_and_queue"])
        view.type_into("jump", "2h50m")
        deep = view.wait(lambda s: seconds(s) == 10200, "ten minutes before the repair")
        check(deep["queued"] > 800, f"10 messages a minute wait since 1 h: {deep['queued']}")
        view.click("tab mail")
        view.click("express")
        view.click("play")
        end = view.wait(lambda s: s["now_ns"] == s["horizon_ns"] and not s["playing"], "the end of the run")
        check(end["queued"] == 0 and end["bounced"] == 0, "nothing waits, nothing was lost")
        check(end["delivered"] == end["submitted"] > 2000, "everything arrived")
        # The same with one host back an hour earlier: in the past, by the palette.
        view.type_into("jump", "2h")
        view.wait(lambda s: seconds(s) == 7200, "the jump back")
        view.chord("Control_L", "k")
        view.type_into("palette", "inspect mx1")
        view.wait(lambda s: s["selected"] == "mx1.example.org", "mx1 to be inspected")
        view.key("k")  # restore
        view.wait(lambda s: s["injected"] == 1, "the command to be taken")
        view.type_into("jump", "2h50m")
        better = view.wait(lambda s: seconds(s) == 10200, "the same instant again")
        check(better["queued"] < deep["queued"] / 2, f"{better['queued']} wait instead of {deep['queued']}")
        view.close()


def migration(programs):
    """A move of mail: watch the change spread, then do what was forgotten (a shorter TTL), and keep the session."""
    session = os.path.join(tempfile.mkdtemp(prefix="waypost_ui_"), "move.session.textproto")
    with Display() as display:
        view = View(programs["view"], display, ["mx_migration", "--session", session])
        view.type_into("jump", "12h")
        view.wait(lambda s: seconds(s) == 43200, "the day before")
        view.click("tab propagation")
        view.chord("Control_L", "k")
        view.type_into("palette", "inspect ns1.dns")
        view.wait(lambda s: s["selected"] == "ns1.dns.example", "the name server to be inspected")
        view.chord("Control_L", "i")
        view.type_into("step", 'change_ttl { zone: "never.example" names: "@ MX" ttl: "5m" }', enter=False)
        view.click("do it")
        view.wait(lambda s: s["injected"] == 1, "the TTL to be lowered")
        view.type_into("jump", "1d 07:30:00")
        state = view.wait(lambda s: seconds(s) == 113400, "half an hour after the move")
        check(state["notice_is_error"] is False, state["notice"])
        view.close()
        check(os.path.exists(session), "closing writes the session")
        view = View(programs["view"], display, ["mx_migration", "--session", session])
        state = view.wait(lambda s: seconds(s) == 113400, "the session to go on where it ended")
        check(state["injected"] == 1, "what the session did is there again")
        check("goes on" in state["notice"] and not state["notice_is_error"], state["notice"])
        view.type_into("jump", "12h")
        view.wait(lambda s: seconds(s) == 43200, "the day before, again")
        view.close()
    again = subprocess.run([programs["waypost"], "run", "--session", session, "--quiet"], cwd=ROOT,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = os.path.join(os.path.dirname(session), "timeline.txt")
    subprocess.run([programs["view"], "shot", "mx_migration", "--session", session, "--panel", "timeline", "-o", told],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with open(told) as f:
        check("(by command)" in f.read(), "a picture of the session has its command")
    shutil.rmtree(os.path.dirname(session), ignore_errors=True)
    check(again.returncode == 0, f"run --session: exit code {again.returncode}\n{again.stdout[-800:]}{again.stderr}")


# --- smoke, pictures, errors ---------------------------------------------------------------------------


def scenarios():
    return sorted(f[:-len(".textproto")] for f in os.listdir(LIBRARY) if f.endswith(".textproto"))


def smoke(programs, looks=(("dark", "1", "640x400"),)):
    """As many at once as there are cores."""
    def one(display, name, theme, scale, size):
        begun = time.monotonic()
        done = subprocess.run([programs["view"], "view", name, "--play", "--close-after", "30", "--theme", theme, "--scale",
                               scale, "--size", size], env=display.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=300)
        print(f"  {name} {theme} x{scale} {size}: {time.monotonic() - begun:.1f} s", flush=True)
        check(done.returncode == 0, f"{name} {theme} x{scale}: exit code {done.returncode}: {done.stderr}")

    with Display() as display, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(one, display, name, *look) for name in scenarios() for look in looks]
        for run in runs:
            run.result()


def smoke_all(programs):
    smoke(programs, [(theme, scale, "1280x720") for theme in ("dark", "light") for scale in ("0.75", "1", "1.5", "2")])


def read_png(path):
    """Width, height and RGB rows of an 8-bit RGB PNG without interlace."""
    with open(path, "rb") as f:
        data = f.read()
    check(data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG")
    at, packed, width, height = 8, b"", 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            check(depth == 8 and colour == 2, f"{path} is not 8-bit RGB")
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    raw, stride, rows, before = zlib.decompress(packed), width * 3, [], bytearray(width * 3)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left = row[i - 3] if i >= 3 else 0
            up, corner = before[i], before[i - 3] if i >= 3 else 0
            if kind == 1:
                row[i] = (row[i] + left) & 255
            elif kind == 2:
                row[i] = (row[i] + up) & 255
            elif kind == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif kind == 4:
                p = left + up - corner
                a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                row[i] = (row[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        rows.append(bytes(row))
        before = row
    return width, height, rows


def differing_share(a, b):
    """Share of pixels that differ by more than a shade."""
    width, height, rows_a = read_png(a)
    if (width, height) != read_png(b)[:2]:
        return 1.0
    rows_b, differ = read_png(b)[2], 0
    for x, y in zip(rows_a, rows_b):
        if x != y:
            differ += sum(1 for i in range(0, len(x), 3) if max(abs(x[i + k] - y[i + k]) for k in range(3)) > 24)
    return differ / (width * height)


PICTURES = {
    "first_lookup_dark": ["first_lookup", "--at", "12s", "--size", "960x540"],
    "first_lookup_light": ["first_lookup", "--at", "12s", "--size", "960x540", "--theme", "light"],
    "follow_lookup": ["first_lookup", "--at", "12s", "--panel", "follow", "--follow", "lookup", "--size", "640x480"],
    "lesson": ["first_lookup", "--lesson", "1", "--answer", "2", "--size", "960x540", "--theme", "light"],
    "mail": ["outage_and_queue", "--at", "2h30m", "--panel", "mail", "--size", "800x400", "--theme", "light"],
    "propagation": ["mx_migration", "--at", "40h", "--watch", "3", "--panel", "propagation", "--size", "800x400"],
}


def pictures(programs, record=False):
    folder = tempfile.mkdtemp(prefix="waypost_ui_")
    wrong = []
    for name, arguments in PICTURES.items():
        golden, made = os.path.join(GOLDEN, name + ".png"), os.path.join(folder, name + ".png")
        subprocess.run([programs["view"], "shot", *arguments, "-o", golden if record else made], check=True,
                       stdout=subprocess.DEVNULL, cwd=ROOT)
        if record:
            continue
        share = differing_share(golden, made)
        print(f"  {name}: {100 * share:.3f} % of the pixels differ", flush=True)
        if share > 0.005:
            wrong.append(f"{name}: {100 * share:.2f} % differ; see {made}")
    check(not wrong, "\n".join(wrong))
    shutil.rmtree(folder, ignore_errors=True)


def errors(programs):
    folder = tempfile.mkdtemp(prefix="waypost_ui_")
    with open(os.path.join(folder, "result.pb"), "wb") as f:
        f.write(b"cut off")
    with open(os.path.join(folder, "wrong.textproto"), "w") as f:
        f.write("schema_version: 1 resolverz { }")
    os.mkdir(os.path.join(folder, "empty"))
    session = os.path.join(folder, "other.session.textproto")
    with open(session, "w") as f:
        f.write('scenario: "other.textproto" scenario_hash: 1 seed: 1 until: "+5s"')
    lookup = ["shot", "first_lookup", "--at", "1s"]
    blind = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    wrong_display = dict(os.environ, DISPLAY=":4242")
    cases = [
        ("no display", ["view", "first_lookup"], blind, "no display can be opened"),
        ("a display that is not there", ["view", "first_lookup"], wrong_display, "no display can be opened"),
        ("no such scenario", ["view", "no_such_thing"], None, "no_such_thing"),
        ("a scenario with mistakes", ["shot", os.path.join(folder, "wrong.textproto")], None, "resolverz"),
        ("a truncated result", ["view", folder], None, "truncated or damaged"),
        ("a folder without a result", ["shot", os.path.join(folder, "empty")], None, "no result.pb"),
        ("a panel that is not there", ["shot", "first_lookup", "--panel", "nothing"], None, "Panels: transport"),
        ("a theme that is not there", ["view", "first_lookup", "--theme", "pink"], None, "dark or light"),
        ("a size out of range", ["shot", "first_lookup", "--size", "9x9"], None, "--size"),
        ("nobody of this name", ["shot", "first_lookup", "--select", "nobody"], None, "--select"),
        ("no lesson", ["view", "world", "--lesson"], None, "--lesson"),
        ("a file that cannot be written", ["shot", "first_lookup", "-o", "/no/such/folder/x.png"], None, "/no/such"),
        ("a session of another scenario", ["view", "first_lookup", "--session", session], None, "other.textproto, not of"),
        ("a file that is no session", ["view", "first_lookup", "--session", os.path.join(folder, "result.pb")], None,
         "is no session"),
        ("a session in no folder", ["view", "first_lookup", "--session", "/no/such/x"], None, "/no/such/x"),
        ("a session and a lesson", ["view", "first_lookup", "--session", session, "--lesson"], None, "--lesson"),
        ("a session and two runs", ["view", "first_lookup", "--session", session, "--with-seed", "2"], None, "--session"),
        ("a filter's number", [*lookup, "--filter", "lat>x"], None, "--filter"),
        ("a filter's key", [*lookup, "--until", "nix:z"], None, "--until"),
        ("a change that is not there", [*lookup, "--watch", "99"], None, "--watch"),
        ("a negative seed", [*lookup, "--seed", "-1"], None, "--seed"),
        ("an answer to nothing", [*lookup, "--answer", "1"], None, "--answer"),
        ("an answer out of range", ["shot", "first_lookup", "--lesson", "1", "--answer", "9"], None, "--answer: from 1"),
        ("a short number", [*lookup, "--follow", "123"], None, "--follow"),
        ("a number of nobody", [*lookup, "--follow", "00000000000000ff"], None, "--follow"),
        ("an unknown ending", [*lookup, "-o", os.path.join(folder, "x.jpg")], None, ".png"),
    ]
    for what, arguments, env, says in cases:
        done = subprocess.run([programs["view"], *arguments], env=env, cwd=ROOT, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=120)
        check(done.returncode == 2, f"{what}: exit code {done.returncode}, {done.stderr}")
        check(says in done.stderr, f"{what}: does not say {says!r}: {done.stderr}")
    with open(session) as f:
        check("other.textproto" in f.read(), "a refused session stays as it was")
    shutil.rmtree(folder, ignore_errors=True)
    old_opengl(programs)
    lost_display(programs)


def old_opengl(programs):
    """Mesa may be asked to be as old as that."""
    with Display() as display:
        for verb in ("view", "shot"):
            done = subprocess.run([programs["view"], verb, "first_lookup"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=dict(display.env, MESA_GL_VERSION_OVERRIDE="2.1"), text=True, timeout=120)
            check(done.returncode == 2, f"old OpenGL, {verb}: exit code {done.returncode}: {done.stderr}")
            check("OpenGL 3.3 is needed" in done.stderr, f"old OpenGL, {verb}: {done.stderr}")


def lost_display(programs):
    """The X server dies under a window: a sentence and exit code 2, no crash."""
    with Display() as display:
        view = View(programs["view"], display, ["first_lookup", "--play"])
        display.server.kill()
        _, err = view.process.communicate(timeout=PATIENCE)
        check(view.process.returncode == 2, f"lost display: exit code {view.process.returncode}: {err}")
        check("display was lost" in err, err)


PARTS = {"smoke": smoke, "smoke-all": smoke_all, "teacher": teacher, "planner": planner, "migration": migration,
         "pictures": pictures, "errors": errors}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=PARTS)
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--record", action="store_true", help="make the golden pictures anew")
    options = parser.parse_args()
    programs = {"view": os.path.join(options.build, "waypost-view"), "waypost": os.path.join(options.build, "waypost")}
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            print(f"{tool} is not installed")
            sys.exit(77)
    for part in options.parts:
        begun = time.monotonic()
        try:
            if part == "pictures":
                pictures(programs, options.record)
            else:
                PARTS[part](programs)
        except (Failed, subprocess.SubprocessError) as error:
            print(f"{part}: {error}")
            sys.exit(1)
        print(f"{part}: fine, {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
