"""PyTorch on the image's own memory: statistics, and an exposure that is found by gradient descent.

    python examples/torch_exposure.py one-weekend bright.png

Needs torch. The tensor shares the image's memory by DLPack; nothing is copied. Where PyTorch and Triptych both find a CUDA
device, the picture is drawn there and stays there.
SPDX-License-Identifier: MIT
"""
import argparse

import torch
import triptych


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene")
    parser.add_argument("output")
    parser.add_argument("--width", type=int, default=400)
    parser.add_argument("--spp", type=int, default=16)
    options = parser.parse_args()

    size = {"width": options.width, "spp": options.spp}
    if torch.cuda.is_available() and any(device.backend == "cuda" and device.available for device in triptych.devices()):
        image = triptych.render_on_gpu(options.scene, **size)
    else:
        image = triptych.render(options.scene, **size)
    pixels = torch.from_dlpack(image)
    luminance = pixels @ torch.tensor([0.2126, 0.7152, 0.0722], device=pixels.device)
    print(f"on {pixels.device}, at the image's own address {pixels.data_ptr():#x}")
    print(f"mean {luminance.mean():.4f}, 99th percentile {luminance.quantile(0.99):.4f}")

    # Stops under which the tone-mapped picture is middle grey in the mean.
    stops = torch.zeros((), requires_grad=True, device=pixels.device)
    optimizer = torch.optim.Adam([stops], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        exposed = luminance * 2**stops
        loss = ((exposed / (1 + exposed)).mean() - 0.18)**2
        loss.backward()
        optimizer.step()
    print(f"exposure: {stops.item():+.2f} stops")
    on_host = image if isinstance(image, triptych.Image) else image.to_host()
    on_host.save(options.output, exposure=stops.item(), tonemap="agx")


if __name__ == "__main__":
    main()
