"""What workers of tests need, loaded when this is imported: the model, compiled, and matplotlib."""

from __future__ import annotations

import sim
import sim.calibration.calibrate
import sim.ensemble
from sim.plots import load_matplotlib

sim.run(sim.load_scenario("tiny"))
load_matplotlib()
