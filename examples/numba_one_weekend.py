"""A path tracer in Numba against the package's, on one scene and with the same rules.

    python examples/numba_one_weekend.py --width 400 --spp 16

On the CPU by Numba's threads, and where there is a CUDA device, the same functions once more as a Numba-CUDA kernel.
It takes the spheres, the materials and the tree from the packed scene, so that both walk the same nodes; camera,
materials, background and depth limit are those of "Ray Tracing in One Weekend". Only the random numbers differ, so the
pictures differ by noise, which the last line holds against the noise that is expected. Needs numba.
SPDX-License-Identifier: MIT
"""
import argparse
import math
import time

import numba
import numpy as np
import triptych

try:
    from numba import cuda
except ImportError:
    cuda = None

F = np.float32
METAL, DIELECTRIC = 1, 2


@numba.njit(inline="always")
def random(state):
    """The next float32 of [0, 1), by the generator PCG-RXS-M-XS (O'Neill, 2014); `state` is an array of one word."""
    state[0] = state[0] * np.uint32(747796405) + np.uint32(2891336453)
    word = np.uint32(((state[0] >> ((state[0] >> np.uint32(28)) + np.uint32(4))) ^ state[0]) * np.uint32(277803737))
    return F(((word >> np.uint32(22)) ^ word) >> np.uint32(8)) * F(2.0**-24)


@numba.njit(inline="always")
def on_sphere(state):
    z = F(1) - F(2) * random(state)
    radius = math.sqrt(max(F(0), F(1) - z * z))
    angle = F(2 * math.pi) * random(state)
    return radius * F(math.cos(angle)), radius * F(math.sin(angle)), z


@numba.njit(inline="always")
def enters(box, o, inverse, nearest):
    """Distance at which a ray enters a box (x0, y0, z0, x1, y1, z1), or infinity where it misses."""
    near, far = F(0), nearest
    for axis in range(3):
        a, b = (box[axis] - o[axis]) * inverse[axis], (box[axis + 3] - o[axis]) * inverse[axis]
        near, far = max(near, min(a, b)), min(far, max(a, b))
    return near if near <= far else F(np.inf)


@numba.njit(inline="always")
def closest_of(spheres, first, end, o, d, nearest, hit):
    for i in range(first, end):
        x, y, z = spheres[i, 0] - o[0], spheres[i, 1] - o[1], spheres[i, 2] - o[2]
        h = d[0] * x + d[1] * y + d[2] * z
        root = h * h - (x * x + y * y + z * z - spheres[i, 3] * spheres[i, 3])
        if root < 0:
            continue
        root = math.sqrt(root)
        t = h - root if h - root > F(1e-3) else h + root
        if F(1e-3) < t < nearest:
            nearest, hit = t, i
    return nearest, hit


@numba.njit
def closest(spheres, flat_count, boxes, children, counts, o, d, stack):
    """The nearest sphere along a ray with unit direction: its distance and index, -1 where there is none."""
    nearest, hit = closest_of(spheres, 0, flat_count, o, d, F(np.inf), -1)
    inverse = (F(1) / d[0], F(1) / d[1], F(1) / d[2])
    top, node = 0, 0
    while True:
        near = (enters(boxes[node, 0], o, inverse, nearest), enters(boxes[node, 1], o, inverse, nearest))
        go = -1
        for k in range(2):
            side = k if near[0] <= near[1] else 1 - k
            if near[side] >= nearest:
                continue
            child, count = children[node, side], counts[node, side]
            if count > 0:
                nearest, hit = closest_of(spheres, child, child + count, o, d, nearest, hit)
            elif go < 0:
                go = child
            else:
                stack[top] = child
                top += 1
        if go >= 0:
            node = go
        elif top > 0:
            top -= 1
            node = stack[top]
        else:
            return nearest, hit


@numba.njit
def scatter(kind, color, fuzz, ior, d, n, is_front, state):
    """The next direction, not of unit length; 0 where the light is absorbed."""
    s = on_sphere(state)
    cosine = d[0] * n[0] + d[1] * n[1] + d[2] * n[2]
    if kind == METAL:
        x = d[0] - F(2) * cosine * n[0] + fuzz * s[0]
        y = d[1] - F(2) * cosine * n[1] + fuzz * s[1]
        z = d[2] - F(2) * cosine * n[2] + fuzz * s[2]
        return (x, y, z) if x * n[0] + y * n[1] + z * n[2] > 0 else (F(0), F(0), F(0))
    if kind == DIELECTRIC:
        eta = F(1) / ior if is_front else ior
        cosine = min(-cosine, F(1))
        inside = F(1) - eta * eta * (F(1) - cosine * cosine)
        r0 = (F(1) - eta) / (F(1) + eta)
        r0 *= r0
        if inside < 0 or r0 + (F(1) - r0) * (F(1) - cosine)**5 > random(state):
            return d[0] + F(2) * cosine * n[0], d[1] + F(2) * cosine * n[1], d[2] + F(2) * cosine * n[2]
        k = eta * cosine - math.sqrt(inside)
        return eta * d[0] + k * n[0], eta * d[1] + k * n[1], eta * d[2] + k * n[2]
    return n[0] + s[0], n[1] + s[1], n[2] + s[2]


@numba.njit
def radiance(scene, o, d, max_depth, state, stack):
    spheres, flat_count, boxes, children, counts, material_of, kinds, colors, fuzzes, iors, bottom, top = scene
    red, green, blue = F(1), F(1), F(1)
    for _ in range(max_depth + 1):
        length = F(1) / math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
        d = (d[0] * length, d[1] * length, d[2] * length)
        t, hit = closest(spheres, flat_count, boxes, children, counts, o, d, stack)
        if hit < 0:
            a = F(0.5) * (d[1] + F(1))
            return (red * (bottom[0] + a * (top[0] - bottom[0])), green * (bottom[1] + a * (top[1] - bottom[1])),
                    blue * (bottom[2] + a * (top[2] - bottom[2])))
        o = (o[0] + t * d[0], o[1] + t * d[1], o[2] + t * d[2])
        size = F(1) / spheres[hit, 3]
        n = ((o[0] - spheres[hit, 0]) * size, (o[1] - spheres[hit, 1]) * size, (o[2] - spheres[hit, 2]) * size)
        is_front = d[0] * n[0] + d[1] * n[1] + d[2] * n[2] < 0
        if not is_front:
            n = (-n[0], -n[1], -n[2])
        m = material_of[hit]
        d = scatter(kinds[m], colors[m], fuzzes[m], iors[m], d, n, is_front, state)
        if d[0] == 0 and d[1] == 0 and d[2] == 0:
            break
        if kinds[m] != DIELECTRIC:
            red, green, blue = red * colors[m, 0], green * colors[m, 1], blue * colors[m, 2]
    return F(0), F(0), F(0)


@numba.njit
def pixel(scene, camera, image, x, y, spp, max_depth, seed, state, stack):
    """Draws a pixel; `state` is the generator's, `stack` the walk's."""
    center, corner, right, down, lens_right, lens_up = camera
    state[0] = np.uint32(seed) * np.uint32(0x9e3779b9) + np.uint32(y * image.shape[1] + x) * np.uint32(0x85ebca6b)
    for channel in range(3):
        image[y, x, channel] = F(0)
    for _ in range(spp):
        u, v = F(x) + random(state), F(y) + random(state)
        radius, angle = F(math.sqrt(random(state))), F(2 * math.pi) * random(state)
        p, q = radius * F(math.cos(angle)), radius * F(math.sin(angle))
        o = (center[0] + p * lens_right[0] + q * lens_up[0], center[1] + p * lens_right[1] + q * lens_up[1],
             center[2] + p * lens_right[2] + q * lens_up[2])
        d = (corner[0] + u * right[0] + v * down[0] - o[0], corner[1] + u * right[1] + v * down[1] - o[1],
             corner[2] + u * right[2] + v * down[2] - o[2])
        color = radiance(scene, o, d, max_depth, state, stack)
        for channel in range(3):
            image[y, x, channel] += color[channel] / F(spp)


@numba.njit(parallel=True)
def draw(scene, camera, width, height, spp, max_depth, seed):
    image = np.empty((height, width, 3), F)
    for y in numba.prange(height):
        state, stack = np.empty(1, np.uint32), np.empty(64, np.int64)
        for x in range(width):
            pixel(scene, camera, image, x, y, spp, max_depth, seed, state, stack)
    return image


if cuda is not None:
    @cuda.jit
    def draw_on_gpu(scene, camera, image, spp, max_depth, seed):
        """The same as a kernel, a thread a pixel."""
        x, y = cuda.grid(2)
        if x < image.shape[1] and y < image.shape[0]:
            state, stack = cuda.local.array(1, np.uint32), cuda.local.array(64, np.int64)
            pixel(scene, camera, image, x, y, spp, max_depth, seed, state, stack)


def drawer_on_gpu(scene, camera, width, height):
    """A function (spp, max_depth, seed) that draws on the GPU and returns the image in its memory."""
    on_gpu = tuple(cuda.to_device(part) if isinstance(part, np.ndarray) else part for part in scene)
    camera_on_gpu = tuple(cuda.to_device(part) for part in camera)
    image = cuda.device_array((height, width, 3), F)
    lanes, groups = (8, 8), ((width + 7) // 8, (height + 7) // 8)

    def drawer(spp, max_depth, seed):
        draw_on_gpu[groups, lanes](on_gpu, camera_on_gpu, image, spp, max_depth, seed)
        cuda.synchronize()
        return image
    return drawer


def arrays_of(packed):
    """The packed scene's fields as plain arrays."""
    nodes, materials = packed.nodes, packed.materials
    spheres = np.column_stack([packed.spheres["center"], packed.spheres["radius"]])
    boxes = np.stack([np.hstack([nodes[f"{side}_min"], nodes[f"{side}_max"]]) for side in ("left", "right")], axis=1)
    children = np.stack([nodes["left"], nodes["right"]], axis=1).astype(np.int64)
    counts = np.stack([nodes["left_count"], nodes["right_count"]], axis=1).astype(np.int64)
    return (spheres, packed.flat_count, np.ascontiguousarray(boxes), children, counts,
            packed.tags["material"].astype(np.int64), materials["kind"].astype(np.int64),
            np.ascontiguousarray(materials["color"]), materials["fuzz"].copy(), materials["ior"].copy(),
            packed.background["bottom"].copy(), packed.background["top"].copy())


def camera_of(description, width, height):
    """Centre, the upper left corner of the plane of focus, its steps from pixel to pixel, and the lens's radii."""
    look_from, look_at = np.array(description["look_from"], float), np.array(description["look_at"], float)
    back = (look_from - look_at) / np.linalg.norm(look_from - look_at)
    right = np.cross(description.get("up", [0, 1, 0]), back)
    right /= np.linalg.norm(right)
    up = np.cross(back, right)
    focus = description["focus_distance"]
    view_height = 2 * focus * math.tan(math.radians(description["vertical_fov"]) / 2)
    view_right, view_down = right * view_height * width / height, -up * view_height
    lens = focus * math.tan(math.radians(description["defocus_angle"]) / 2)
    corner = look_from - focus * back - view_right / 2 - view_down / 2
    return tuple(v.astype(F) for v in (look_from, corner, view_right / width, view_down / height, lens * right, lens * up))


def timed(work, *arguments):
    """What work(*arguments) returns, and how long it took: (seconds, seconds of all cores together)."""
    start, cpu_start = time.perf_counter(), time.process_time()
    result = work(*arguments)
    return result, (time.perf_counter() - start, time.process_time() - cpu_start)


def race(contestants, runs, samples):
    """Lets each of two draw by turns and prints their fastest times; returns the last image of each.

    `contestants` are a name, a function of the seed that draws, and what gives the seconds on the device, if any.
    """
    images, times = {}, {name: [] for name, _, _ in contestants}
    for run in range(runs):
        for name, draw_once, device_seconds in contestants:
            images[name], (seconds, cpu_seconds) = timed(draw_once, run)
            times[name].append((device_seconds(images[name]) if device_seconds else seconds, cpu_seconds))
    for name, of_name in times.items():
        seconds, cpu_seconds = min(of_name)[0], min(cpu for _, cpu in of_name)
        print(f"{name:28} {seconds:8.3f} s  {samples / seconds / 1e6:8.2f} Msamples/s  {cpu_seconds:8.3f} s of all cores")
    theirs, ours = (min(of_name)[0] for of_name in times.values())
    print(f"triptych is {theirs / ours:.2f} times as fast.")
    return images.values()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=400)
    parser.add_argument("--spp", type=int, default=16)
    parser.add_argument("--runs", type=int, default=3, help="of each, in turns; the fastest counts")
    options = parser.parse_args()

    scene = triptych.Scene("one-weekend")
    arrays = arrays_of(scene.packed())
    width, height = options.width, options.width * scene.size[1] // scene.size[0]
    camera = camera_of(scene.to_dict()["camera"], width, height)
    ours = {"sampler": "independent", "width": width, "height": height, "spp": options.spp}
    samples = width * height * options.spp

    start = time.perf_counter()
    draw(arrays, camera, 8, 8, 1, 50, 0)
    print(f"Numba compiled in {time.perf_counter() - start:.1f} s, which does not count below.")
    numba_image, our_image = race(
        [("Numba, @njit(parallel=True)", lambda seed: draw(arrays, camera, width, height, options.spp, 50, seed), None),
         ("triptych, CPU", lambda seed: triptych.render(scene, backend="cpu", seed=seed, **ours), None)],
        options.runs, samples)
    other = triptych.render(scene, backend="cpu", seed=options.runs, **ours)
    noise = float(np.sqrt(np.mean((our_image - other)**2)))
    print(f"RMSE between both: {float(np.sqrt(np.mean((numba_image - our_image)**2))):.4f}; between two seeds: {noise:.4f}; "
          f"difference of the means: {float(abs(numba_image.mean() - our_image.mean())):.4f}")

    if cuda is None or not any(device.backend == "cuda" and device.available for device in triptych.devices()):
        print("There is no CUDA device for the same on a GPU.")
        return
    drawer = drawer_on_gpu(arrays, camera, width, height)
    start = time.perf_counter()
    drawer(1, 50, 0)
    print(f"Numba-CUDA compiled in {time.perf_counter() - start:.1f} s, which does not count below.")
    on_gpu, picture = race(
        [("Numba, @cuda.jit", lambda seed: drawer(options.spp, 50, seed), None),
         ("triptych, CUDA", lambda seed: triptych.render_on_gpu(scene, seed=seed, **ours),
          lambda picture: picture.rendering.seconds)],
        options.runs, samples)
    on_gpu, picture = on_gpu.copy_to_host(), picture.to_host()
    print(f"RMSE between both: {float(np.sqrt(np.mean((on_gpu - picture)**2))):.4f}; "
          f"difference of the means: {float(abs(on_gpu.mean() - picture.mean())):.4f}")


if __name__ == "__main__":
    main()
