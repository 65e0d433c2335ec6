"""The multi-wall model beside a ray tracer (sionna-rt, the optional extra ``heat-map``) on one small made-up floor.

The ray tracer knows materials (ITU-R P.2040), reflections and refraction, and an empty room; the multi-wall model knows
a distance coefficient and a loss a wall, chosen for furnished rooms. Nothing was tuned on this floor or on any other.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onewindow.engines.network import wifi
from onewindow.engines.network.wifi.propagation import WALL_LOSS_DB

Floats = npt.NDArray[np.float64]
WIDTH, DEPTH, HEIGHT = 30.0, 20.0, 3.0
ACCESS_HEIGHT, DEVICE_HEIGHT, CELL = 2.9, 1.5, 1.0
WALLS = {
    "brick": [(0, 0, 30, 0), (30, 0, 30, 20), (30, 20, 0, 20), (0, 20, 0, 0), (12, 8, 12, 20)],
    "concrete": [(20, 0, 20, 12)],
    "plasterboard": [(0, 8, 9, 8), (6, 0, 6, 8), (20, 12, 27, 12)],
}
THICKNESS_M = {"brick": 0.12, "concrete": 0.15, "plasterboard": 0.025}
ACCESS = ((4.0, 14.0), (16.0, 6.0), (25.0, 16.0))
LEAST_DBM, POWER_DBM = -65.0, 20.0


def ours(environment: str) -> Floats:
    """Path gain in dB by the multi-wall model: (points, access points)."""
    walls = tuple(
        wifi.Wall(*map(float, line), WALL_LOSS_DB[material]) for material, lines in WALLS.items() for line in lines
    )
    air = wifi.Air(environment, access_height_m=ACCESS_HEIGHT, device_height_m=DEVICE_HEIGHT)
    return -wifi.path_loss(air, np.array(ACCESS), wifi.grid(WIDTH, DEPTH, CELL), walls)


def traced(samples: int) -> Floats:
    """The same by rays: up to five turns, reflected and refracted."""
    import sionna.rt as rt

    scene = rt.load_scene()
    scene.frequency = wifi.Air().frequency_mhz * 1e6
    scene.tx_array = scene.rx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="V")
    with tempfile.TemporaryDirectory() as folder:
        for material, quads in _quads().items():
            file = Path(folder, f"{material}.ply")
            _write(file, quads)
            thickness = THICKNESS_M.get(material, 0.2)
            made: Any = rt.ITURadioMaterial(f"m-{material}", material.partition("-")[0], thickness=thickness)
            scene.edit(add=[rt.SceneObject(fname=str(file), name=material, radio_material=made)])
        gains = []
        for number, (x, y) in enumerate(ACCESS):
            scene.add(rt.Transmitter(f"ap-{number}", position=[x, y, ACCESS_HEIGHT]))
        found = rt.RadioMapSolver()(
            scene, center=[WIDTH / 2, DEPTH / 2, DEVICE_HEIGHT], orientation=[0, 0, 0], size=[WIDTH, DEPTH],
            cell_size=[CELL, CELL], samples_per_tx=samples, max_depth=5,
        )  # fmt: skip
        gains = np.asarray(found.path_gain.numpy()).reshape(len(ACCESS), -1)
    return 10 * np.log10(np.maximum(gains.T, 1e-20))


def newest_llvm() -> str:
    """The newest libLLVM of the system; the ray tracer takes any, and some cannot compile for this CPU."""
    found = [(int(version[1]), str(file)) for file in Path("/usr/lib").glob("*/libLLVM*.so*")
             if (version := re.search(r"libLLVM(?:-|\.so\.)(\d+)", file.name))]  # fmt: skip
    return max(found)[1] if found else ""


def compare(samples: int) -> None:
    """Both maps, cell by cell: root mean square error, bias, and how often they agree on what is covered."""
    os.environ.setdefault("DRJIT_LIBLLVM_PATH", newest_llvm())
    try:
        import sionna.rt  # noqa: F401
    except (ImportError, OSError) as error:
        print(f"\nheat map beside sionna-rt: left out, it does not run here ({error}); "
              "pip install 'onewindow[heat-map]', and Debian's libllvm19 for it")  # fmt: skip
        return
    traced(samples // 100)  # compiled once
    wall, cpu = time.perf_counter(), time.process_time()
    rays = traced(samples)
    ray_s, ray_cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"\nheat map of {WIDTH:.0f} x {DEPTH:.0f} m, {rays.shape[0]} cells, {rays.shape[1]} access points, beside "
          f"sionna-rt {samples:,} rays each ({ray_s:.1f} s wall, {ray_cpu:.1f} s CPU)")  # fmt: skip
    print(f"{'environment':>12} {'RMSE dB':>8} {'bias dB':>8} {'RMSE less bias':>15} {'strongest RMSE':>15} "
          f"{'same cover':>11} {'CPU ms':>7}")  # fmt: skip
    for environment in ("office", "warehouse", "hall", "free"):
        ours(environment)
        cpu = time.process_time()
        model = ours(environment)
        spent = time.process_time() - cpu
        apart = model - rays
        best = model.max(axis=1) - rays.max(axis=1)
        agree = ((POWER_DBM + model.max(axis=1) >= LEAST_DBM) == (POWER_DBM + rays.max(axis=1) >= LEAST_DBM)).mean()
        print(f"{environment:>12} {np.sqrt((apart**2).mean()):>8.1f} {apart.mean():>+8.1f} {apart.std():>15.1f} "
              f"{np.sqrt((best**2).mean()):>15.1f} {agree:>11.1%} {spent * 1e3:>7.2f}")  # fmt: skip


def _quads() -> dict[str, list[list[tuple[float, float, float]]]]:
    made = {
        material: [
            [(x1, y1, 0.0), (x2, y2, 0.0), (x2, y2, HEIGHT), (x1, y1, HEIGHT)] for x1, y1, x2, y2 in lines
        ]
        for material, lines in WALLS.items()
    }  # fmt: skip
    for name, z in (("concrete-floor", 0.0), ("concrete-ceiling", HEIGHT)):
        made[name] = [[(0.0, 0.0, z), (WIDTH, 0.0, z), (WIDTH, DEPTH, z), (0.0, DEPTH, z)]]
    return made


def _write(file: Path, quads: list[list[tuple[float, float, float]]]) -> None:
    """Quads as triangles in PLY."""
    points = [point for quad in quads for point in quad]
    faces = [face for n in range(0, len(points), 4) for face in ((n, n + 1, n + 2), (n, n + 2, n + 3))]
    lines = ["ply", "format ascii 1.0", f"element vertex {len(points)}", "property float x", "property float y",
             "property float z", f"element face {len(faces)}", "property list uchar int vertex_indices",
             "end_header"]  # fmt: skip
    lines += [" ".join(map(str, point)) for point in points] + [f"3 {a} {b} {c}" for a, b, c in faces]
    file.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    compare(1_000_000)
