#!/usr/bin/env python3
"""Classifies images with the model of this folder, as the service that made it does.

    pip install -r requirements.txt
    python predict.py --check                 # compares with the answers that the service expects
    python predict.py image.jpg other.png     # the most probable label of each image
    python predict.py --json --top 5 *.png    # one line of JSON for each image
"""

import argparse
import csv
import json
import pathlib
import sys

import numpy as np
import onnxruntime
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent

# Of a larger image only every second, fourth ... row and column is used.
MAX_PIXELS = 4_000_000
# The longer side of a larger image is cut to this many times the shorter one.
MAX_ASPECT = 3
ORIENTATION = 0x0112
TOLERANCE = 0.001


class Model:
    """A network, its labels, and what is done to an image before the network sees it."""

    def __init__(self, folder=FOLDER):
        self.labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.steps = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
        calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        self.temperature = calibration["temperature"]
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
        )

    def predict(self, files):
        """Returns the probability of each label for each image file, (files, labels)."""
        batch = np.stack([self.input(decode(file, self.steps)) for file in files])
        logits = self.session.run(["logits"], {"image": batch})[0].astype(np.float64)
        scaled = (logits - logits.max(1, keepdims=True)) / self.temperature
        exponentials = np.exp(scaled)
        return exponentials / exponentials.sum(1, keepdims=True)

    def input(self, image):
        """Returns what the network takes, (channels, size, size), of an image of bytes."""
        steps = self.steps
        if steps["fit"] == "crop":
            image = stored(image, steps["storedSize"])
        elif image.shape[:2] != (steps["height"], steps["width"]):
            raise ValueError(
                "the image must have %dx%d pixels, had %dx%d"
                % (steps["width"], steps["height"], image.shape[1], image.shape[0])
            )
        side = min(image.shape[:2])
        image = center(image, side, side)
        mean = np.array(steps["mean"], np.float32)
        scale = np.array(steps["scale"], np.float32)
        # A gray value is repeated in all channels of the network.
        values = (image.astype(np.float32) - mean) / scale
        size = steps["imageSize"]
        resized = int(np.floor(size / steps["crop"] + 0.5))
        if resized != side:
            weights = resize_weights(side, resized)
            values = np.einsum("yh,hwc->ywc", weights, values, optimize=True)
            values = np.einsum("xw,ywc->yxc", weights, values, optimize=True)
        start = (resized - size) // 2
        values = values[start : start + size, start : start + size]
        return np.ascontiguousarray(values.transpose(2, 0, 1), dtype=np.float32)


def decode(file, steps):
    """Returns the bytes of an image file, (height, width, channels), turned and over black."""
    gray = steps["channels"] == 1
    with Image.open(file) as image:
        orientation = image.getexif().get(ORIENTATION, 1)
        if image.format == "JPEG" and gray:
            # The brightness is in the file; computed from the colors it would be rounded twice.
            image.draft("L", image.size)
        values, alpha = pixels(image)
    step = 1
    while -(-values.shape[0] // step) * -(-values.shape[1] // step) > MAX_PIXELS:
        step *= 2
    values = values[::step, ::step].astype(np.float64)
    if gray:
        red, green, blue = values[..., 0], values[..., 1], values[..., 2]
        values = rounded(0.299 * red + 0.587 * green + 0.114 * blue)[..., None]
    if alpha is not None:
        values = rounded(values * alpha[::step, ::step, None].astype(np.float64) / 255)
    values = values.astype(np.uint8)
    return upright(values, orientation) if steps["orientation"] == "exif" else values


def pixels(image):
    """Returns the colors, (height, width, 3), and the opacity, or None if all is opaque."""
    if image.mode.startswith("I"):
        levels = np.asarray(image).astype(np.int64)
        levels = ((levels * 255 + 32767) // 65535).astype(np.uint8)
        return np.repeat(levels[..., None], 3, 2), None
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        values = np.asarray(image.convert("RGBA"))
        return values[..., :3], values[..., 3]
    return np.asarray(image.convert("RGB")), None


def rounded(values):
    return np.floor(values + 0.5)


def upright(image, orientation):
    """Turns an image as its EXIF orientation says."""
    turned = image.transpose(1, 0, 2)
    return {
        2: image[:, ::-1],
        3: image[::-1, ::-1],
        4: image[::-1],
        5: turned,
        6: turned[:, ::-1],
        7: turned[::-1, ::-1],
        8: turned[::-1],
    }.get(orientation, image)


def stored(image, size):
    """Reduces an image by area mean, as the images of the data set were when they were imported."""
    height, width = image.shape[:2]
    if max(height, width) > size:
        image = center(image, min(height, MAX_ASPECT * width), min(width, MAX_ASPECT * height))
        height, width = image.shape[:2]
    shorter = min(height, width)
    if shorter <= size:
        return image
    rows = area_weights(height, (2 * height * size + shorter) // (2 * shorter))
    columns = area_weights(width, (2 * width * size + shorter) // (2 * shorter))
    # All sums are whole numbers below 2 ** 53, so they are exact.
    sums = np.einsum("yh,hwc->ywc", rows, image.astype(np.float64), optimize=True)
    sums = np.einsum("xw,ywc->yxc", columns, sums, optimize=True)
    area = height * width
    return ((2 * sums.astype(np.int64) + area) // (2 * area)).astype(np.uint8)


def center(image, height, width):
    top = (image.shape[0] - height) // 2
    left = (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]


def area_weights(source, target):
    """Returns how much of each source pixel each target pixel covers, (target, source)."""
    first = np.arange(target)[:, None] * source
    begin = np.arange(source)[None, :] * target
    overlap = np.minimum(first + source, begin + target) - np.maximum(first, begin)
    return np.maximum(overlap, 0).astype(np.float64)


def resize_weights(source, target):
    """Returns the weights of a bilinear resize, antialiased if it shrinks, (target, source)."""
    scale = source / target
    reach = max(1.0, scale)
    centers = (np.arange(target)[:, None] + 0.5) * scale
    distances = np.abs(np.arange(source)[None, :] + 0.5 - centers)
    weights = np.maximum(0, 1 - distances / reach)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def check(model):
    """Compares with samples/expected.csv, and returns whether all agrees."""
    with open(FOLDER / "samples" / "expected.csv", newline="", encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    if not expected:
        print("The service has no sample images of this model.")
        return True
    files = list(dict.fromkeys(row["image"] for row in expected))
    probabilities = model.predict([FOLDER / "samples" / name for name in files])
    differences = [
        abs(probabilities[files.index(row["image"]), int(row["class"])] - float(row["probability"]))
        for row in expected
    ]
    print(
        "%d images, %d probabilities, largest difference %.6f"
        % (len(files), len(expected), max(differences))
    )
    return max(differences) <= TOLERANCE


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("images", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="compare with the expected answers")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each image")
    parser.add_argument("--top", type=int, default=3, help="how many labels JSON has")
    arguments = parser.parse_args()
    if arguments.check == bool(arguments.images):
        parser.error("name images, or give --check")
    model = Model()
    if arguments.check:
        sys.exit(0 if check(model) else "The answers differ from those of the service.")
    for path in arguments.images:
        try:
            probabilities = model.predict([path])[0]
        except (OSError, ValueError) as e:
            sys.exit("%s: %s" % (path, e))
        # Of equal probabilities the first label wins, as in the service.
        order = np.argsort(-probabilities, kind="stable")
        if arguments.json:
            top = [
                {"label": model.labels[i], "index": int(i), "probability": float(probabilities[i])}
                for i in order[: arguments.top]
            ]
            print(json.dumps({"image": str(path), "label": top[0]["label"], "top": top}))
        else:
            print("%s: %s, %.4f" % (path, model.labels[order[0]], probabilities[order[0]]))


if __name__ == "__main__":
    main()
