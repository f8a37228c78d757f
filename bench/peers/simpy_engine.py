#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""SimPy (Debian's python3-simpy, 2.3) under the same load, in its own style: processes that hold.

usage: simpy_engine.py hold|phold PENDING EVENTS
Prints events per second of thread CPU time. hold: each process waits 0.1 + exp(1) again and again.
phold: before each wait it also picks a uniform logical process and counts an event there.
"""
import random
import sys
import time

from SimPy.Simulation import Process, Simulation, hold


class Job(Process):
    def run(self, received):
        expovariate, randrange = random.expovariate, random.randrange
        n = len(received) if received else 0
        while True:
            if n:
                received[randrange(n)] += 1
            yield hold, self, 0.1 + expovariate(1.0)


class Stopwatch(Process):
    """Starts after the warm-up: processes pass once through their first waits."""

    def run(self, warm_up):
        yield hold, self, warm_up
        self.start = time.thread_time()


def main():
    model, pending, events = sys.argv[1], int(float(sys.argv[2])), float(sys.argv[3])
    random.seed(1)
    simulation = Simulation()
    simulation.initialize()
    received = [0] * pending if model == "phold" else None
    for _ in range(pending):
        job = Job(sim=simulation)
        simulation.activate(job, job.run(received), delay=0.1 + random.expovariate(1.0))
    stopwatch = Stopwatch(sim=simulation)
    simulation.activate(stopwatch, stopwatch.run(1.1))
    # Each process makes one event per 1.1 s of simulated time.
    simulation.simulate(until=1.1 + 1.1 * events / pending)
    print(f"{events / (time.thread_time() - stopwatch.start):.6g}")


if __name__ == "__main__":
    main()
