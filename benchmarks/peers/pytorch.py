"""Times training steps or inference of the article's ResNet-18 in PyTorch, or the fastest bf16 matrix product.

Arguments: "default", "tuned", "fused" or "compiled", then image size, batch size, warm-up steps and steps; or "peak"; or "serve",
then image size and seconds per batch size. Prints a line of JSON.
"""

import gzip
import json
import os
import platform
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

IMAGES = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"
LABELS = "/usr/share/datasets/fashion-mnist/train-labels-idx1-ubyte.gz"


class Residual(nn.Module):
    def __init__(self, inside, out, stride, projected):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, out, 3, stride, 1)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1)
        self.bn2 = nn.BatchNorm2d(out)
        self.shortcut = nn.Conv2d(inside, out, 1, stride) if projected else nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.shortcut(x))


def resnet18():
    layers = [nn.Conv2d(1, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inside = 64
    for i, out in enumerate((64, 128, 256, 512)):
        for j in range(2):
            first = i > 0 and j == 0
            layers.append(Residual(inside, out, 2 if first else 1, first))
            inside = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def data():
    with gzip.open(IMAGES) as file:
        pixels = torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8)
    with gzip.open(LABELS) as file:
        labels = torch.frombuffer(bytearray(file.read()[8:]), dtype=torch.uint8).long()
    return pixels.view(-1, 1, 28, 28), labels


def batch_of(pixels, indices, size):
    x = (pixels[indices].float() - 127.5) / 127.5
    return x if size == 28 else F.interpolate(x, (size, size), mode="bilinear", align_corners=False)


def serve(size, seconds):
    """Prints the median times of tuned inference: traced, frozen, channels last, bf16, all cores."""
    torch.set_num_threads(os.cpu_count())
    network = resnet18().eval().to(memory_format=torch.channels_last)
    batches = {}
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, cache_enabled=False):
        for batch in (1, 8, 32):
            x = torch.randn(batch, 1, size, size).to(memory_format=torch.channels_last)
            traced = torch.jit.freeze(torch.jit.trace(network, x))
            for _ in range(30):
                traced(x)
            times = []
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                start = time.perf_counter()
                traced(x)
                times.append(time.perf_counter() - start)
            times.sort()
            batches[batch] = times[len(times) // 2] * 1000
    print(json.dumps({"ms": batches, "version": f"PyTorch {torch.__version__}"}))


def steps(how, size, batch, count):
    """Times steps. "fused" is "tuned" with Adam's fused update, and "compiled" is that with torch.compile."""
    tuned = how != "default"
    torch.manual_seed(42)
    pixels, labels = data()
    model = resnet18()
    if tuned:
        model = model.to(memory_format=torch.channels_last)
    update = {"default": {}, "tuned": {"foreach": True}}.get(how, {"fused": True})
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, **update)
    if how == "compiled":
        model = torch.compile(model)
    order = torch.randperm(len(labels))
    times = []
    for i in range(count):
        start = time.perf_counter()
        indices = order[i * batch : (i + 1) * batch]
        x, y = batch_of(pixels, indices, size), labels[indices]
        if tuned:
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=tuned):
            logits = model(x)
        loss = F.cross_entropy(logits.float(), y)
        loss.backward()
        optimizer.step()
        # These are the metrics that a training reports.
        loss.item(), (logits.topk(5).indices == y.view(-1, 1)).sum().item()
        times.append((time.perf_counter() - start) * 1000)
    return times


def peak():
    """Returns the GFLOP/s of the fastest bf16 matrix product over some sizes."""
    best = 0
    for n in (1024, 2048, 3072):
        a, b = (torch.randn(n, n).bfloat16() for _ in range(2))
        for _ in range(6):
            start = time.perf_counter()
            torch.mm(a, b)
            best = max(best, 2 * n**3 / (time.perf_counter() - start) / 1e9)
    return best


def peak_megabytes():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:"))


def main():
    what = sys.argv[1]
    # Debian's build uses one thread by default.
    torch.set_num_threads(os.cpu_count())
    version = f"Python {platform.python_version()}, PyTorch {torch.__version__}"
    if what == "peak":
        print(json.dumps({"gflops": peak(), "version": version}))
        return
    if what == "serve":
        serve(int(sys.argv[2]), float(sys.argv[3]))
        return
    size, batch, warmup, count = map(int, sys.argv[2:6])
    times = steps(what, size, batch, warmup + count)[warmup:]
    print(json.dumps({"steps": times, "peakMb": peak_megabytes(), "version": version}))


main()
