"""Compares what a service has exported with its own answers, by other people's software.

DemoIT stores the files in target/exports. Arguments: that folder, and the names of the checks: bundle, tensorboard,
torch. Prints a line for each comparison, and fails at the first one that does not hold.
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "src/main/resources/dataset/fashion-mnist-sample/t10k-images-idx3-ubyte.gz"


def sample_images():
    """The 1,000 test images of the sample, (1000, 28, 28)."""
    return np.frombuffer(gzip.open(SAMPLE).read()[16:], np.uint8).reshape(-1, 28, 28)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def unpack(archive, folder):
    with zipfile.ZipFile(archive) as file:
        assert file.testzip() is None
        file.extractall(folder)


def require(holds, sentence):
    print(("ok: " if holds else "DIFFERENT: ") + sentence, flush=True)
    if not holds:
        sys.exit(1)


def run(folder, *arguments):
    """Runs predict.py of a bundle as it is, and returns what it prints."""
    command = [sys.executable, str(folder / "predict.py"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def predicted(folder, files):
    """The answers of predict.py, by the names of the files."""
    lines = run(folder, "--json", *[str(file) for file in files]).splitlines()
    answers = [json.loads(line) for line in lines]
    return {pathlib.Path(answer["image"]).name: answer["top"] for answer in answers}


def bundle(exports, folder):
    from PIL import Image

    unpack(exports / "gray/bundle.zip", folder / "gray")
    require("images" in run(folder / "gray", "--check"), "predict.py --check of the trained model")
    for i, pixels in enumerate(sample_images()):
        Image.fromarray(pixels).save(folder / ("%04d.png" % i))
    expected = read(exports / "gray/predictions.json")
    answers = predicted(folder / "gray", sorted(folder.glob("*.png")))
    found = [answers["%04d.png" % i][0] for i in range(len(expected))]
    same = sum(a["label"] == b["label"] for a, b in zip(found, expected))
    require(same >= 0.995 * len(expected), "predict.py: %d of %d labels" % (same, len(expected)))
    largest = max(
        abs(a["probability"] - b["probability"])
        for a, b in zip(found, expected)
        if a["label"] == b["label"]
    )
    require(largest < 0.001, "predict.py: largest difference of a probability %.6f" % largest)

    unpack(exports / "color/bundle.zip", folder / "color")
    run(folder / "color", "--check")
    answers = read(exports / "color/predictions.json")
    found = predicted(folder / "color", [exports / "color" / name for name in answers])
    for name, expected in answers.items():
        probabilities = {each["index"]: each["probability"] for each in found[name]}
        difference = max(
            abs(probabilities[each["index"]] - each["probability"]) for each in expected
        )
        # The decoders of JPEG round in different ways.
        limit = 0.03 if name.endswith(".jpg") else 0.001
        require(difference < limit, "predict.py: %s by %.6f" % (name, difference))


def tensorboard(exports, folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    unpack(exports / "gray/tensorboard.zip", folder / "runs")
    runs = {path.name: EventAccumulator(str(path)) for path in (folder / "runs").glob("*/*")}
    metrics = read(exports / "gray/metrics.json")
    for each in runs.values():
        each.Reload()
    train, test = runs["train"], runs["test"]
    steps = metrics["steps"]
    per_epoch = max(step["step"] for step in steps)
    numbers = [(step["epoch"] - 1) * per_epoch + step["step"] for step in steps]
    columns = {
        "step/loss": "loss",
        "step/top1": "top1",
        "step/top5": "top5",
        "step/learning_rate": "learningRate",
        "step/images_per_second": "imagesPerSecond",
    }
    for tag, field in columns.items():
        compare(train, tag, numbers, [step[field] for step in steps])
    epochs = metrics["epochs"]
    numbers = [epoch["epoch"] for epoch in epochs]
    for tag, field in {"epoch/loss": "Loss", "epoch/top1": "Top1", "epoch/top5": "Top5"}.items():
        compare(train, tag, numbers, [epoch["train" + field] for epoch in epochs])
        compare(test, tag, numbers, [epoch["eval" + field] for epoch in epochs])
    compare(test, "epoch/macro_f1", numbers, [epoch["evalMacroF1"] for epoch in epochs])
    text = train.Tensors("hparams")[0].tensor_proto.string_val[0].decode()
    require('"epochs" : 5' in text, "TensorBoard: the text hparams")


def compare(run, tag, steps, values):
    found = run.Scalars(tag)
    same = [each.step for each in found] == steps and np.array_equal(
        np.array([each.value for each in found], np.float32), np.array(values, np.float32)
    )
    require(same, "TensorBoard: %d values of %s" % (len(steps), tag))


def torch(exports, folder):
    import torch as pytorch
    from safetensors.torch import load_file

    weights = load_file(exports / "gray/weights.safetensors")
    model = read(exports / "gray/model.json")
    steps = model["preprocessing"]
    pixels = pytorch.from_numpy(sample_images().astype(np.float32))[:, None]
    images = (pixels - steps["mean"][0]) / steps["scale"][0]
    if steps["imageSize"] != 28:
        images = pytorch.nn.functional.interpolate(images, size=steps["imageSize"], mode="bilinear")
    with pytorch.no_grad():
        logits = pytorch.cat([resnet(weights, batch) for batch in images.split(100)])
    probabilities = (logits / model["calibration"]["temperature"]).softmax(1).numpy()
    expected = read(exports / "gray/predictions.json")
    largest = max(
        abs(probabilities[i, each["index"]] - each["probability"]) for i, each in enumerate(expected)
    )
    require(
        largest < 0.001,
        "PyTorch %s: largest difference of 1,000 probabilities %.6f" % (pytorch.__version__, largest),
    )


def resnet(weights, x):
    """A residual network of basic blocks as PyTorch computes it, with torchvision's names of the tensors."""
    from torch.nn import functional as f

    def conv(name, x, stride=1):
        kernel = weights[name + ".weight"]
        return f.conv2d(x, kernel, weights.get(name + ".bias"), stride, kernel.shape[2] // 2)

    def norm(name, x):
        names = ("running_mean", "running_var", "weight", "bias")
        return f.batch_norm(x, *[weights[name + "." + each] for each in names])

    x = f.relu(norm("bn1", conv("conv1", x, 2)))
    x = f.max_pool2d(x, 3, 2, 1)
    for layer in range(1, 5):
        block = 0
        while "layer%d.%d.conv1.weight" % (layer, block) in weights:
            name = "layer%d.%d." % (layer, block)
            stride = 2 if layer > 1 and block == 0 else 1
            y = f.relu(norm(name + "bn1", conv(name + "conv1", x, stride)))
            y = norm(name + "bn2", conv(name + "conv2", y))
            if name + "downsample.0.weight" in weights:
                x = conv(name + "downsample.0", x, stride)
                if name + "downsample.1.weight" in weights:
                    x = norm(name + "downsample.1", x)
            x = f.relu(x + y)
            block += 1
    return f.linear(x.mean((2, 3)), weights["fc.weight"], weights["fc.bias"])


if __name__ == "__main__":
    for check in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as temporary:
            globals()[check](pathlib.Path(sys.argv[1]), pathlib.Path(temporary))
