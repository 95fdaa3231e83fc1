"""Posts the random weights of PyTorch's networks to a running service, and compares its logits with PyTorch's.

Arguments: the service's URL, and names such as resnet18; by default resnet18, resnet50 and resnet152. Each network is
sent under the names of torchvision, of torchvision with "module." before them, of Hugging Face, in F16 and in BF16, and
of timm and transformers if these are installed. The service computes logits for an image that goes with the weights;
here the answer of POST /predict is compared too, for images of the network's size. Prints a line of JSON for each.

With --fixture FILE it writes a small network and its logits to the file, and posts nothing.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import time
import urllib.error
import urllib.parse
import urllib.request

import torch
import torchvision
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck

TYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1) * 255
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1) * 255


def safetensors(tensors, metadata):
    """The bytes of a safetensors file, written as the format says, so that no other package is needed."""
    header, data = {"__metadata__": metadata}, bytearray()
    for name, tensor in tensors.items():
        numbers = tensor.detach().contiguous()
        raw = numbers.view(torch.int16) if numbers.dtype == torch.bfloat16 else numbers
        start = len(data)
        data += raw.numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(data)


def randomize(network, seed):
    """Gives the norms other values than 0 and 1, so that a mistake in one of them shows."""
    torch.manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.0)
            nn.init.normal_(module.bias, 0, 0.1)
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
    return network.eval()


def spread(network, head, outputs):
    """Scales the head so that the largest logit is 10, as in trained networks; those of random ones are near 0."""
    _, batch = images(224)
    with torch.no_grad():
        factor = 10 / float(outputs(batch).abs().max())
        head.weight *= factor
        head.bias *= factor
    return network


def hugging_face(name):
    """The name that ResNetForImageClassification has for a tensor of torchvision's."""
    kinds = {"conv": "convolution", "bn": "normalization"}
    stem = re.fullmatch(r"(conv|bn)1\.(.+)", name)
    if stem:
        return f"resnet.embedder.embedder.{kinds[stem[1]]}.{stem[2]}"
    block = re.fullmatch(r"layer(\d)\.(\d+)\.(conv|bn)(\d)\.(.+)", name)
    if block:
        stage, index, kind, layer, rest = block.groups()
        return f"resnet.encoder.stages.{int(stage) - 1}.layers.{index}.layer.{int(layer) - 1}.{kinds[kind]}.{rest}"
    shortcut = re.fullmatch(r"layer(\d)\.(\d+)\.downsample\.(\d)\.(.+)", name)
    if shortcut:
        stage, index, layer, rest = shortcut.groups()
        kind = "convolution" if layer == "0" else "normalization"
        return f"resnet.encoder.stages.{int(stage) - 1}.layers.{index}.shortcut.{kind}.{rest}"
    return name.replace("fc.", "classifier.1.")


class Small(nn.Module):
    """A residual network of torchvision's blocks with stages of any width."""

    def __init__(self, block, blocks, channels, images, classes):
        super().__init__()
        width = channels[0]
        self.conv1 = nn.Conv2d(images, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.stages = []
        for i, (count, out) in enumerate(zip(blocks, channels)):
            layers = []
            for k in range(count):
                stride = 2 if i > 0 and k == 0 else 1
                shortcut = None
                if stride != 1 or width != out * block.expansion:
                    norm = nn.BatchNorm2d(out * block.expansion)
                    shortcut = nn.Sequential(nn.Conv2d(width, out * block.expansion, 1, stride, bias=False), norm)
                layers.append(block(width, out, stride, shortcut))
                width = out * block.expansion
            setattr(self, f"layer{i + 1}", nn.Sequential(*layers))
            self.stages.append(f"layer{i + 1}")
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.fc(x.mean((2, 3)))


def write_fixture(path):
    network = randomize(Small(Bottleneck, [1, 2], [4, 8], 3, 5), 7)
    images = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        tensors = {**network.state_dict(), "check.input": images, "check.logits": network(images)}
    labels = json.dumps(["ant", "bee", "cat", "dog", "eel"])
    with open(path, "wb") as file:
        file.write(safetensors(tensors, {"format": "pt", "labels": labels}))


def post(url, body, content="application/octet-stream"):
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    headers = {"Content-Type": content, "Content-Digest": f"sha-256=:{digest}:"}
    start = time.perf_counter()
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST")) as answer:
                return json.load(answer), time.perf_counter() - start
        except urllib.error.HTTPError as error:
            detail = error.read().decode()
            if error.code != 503 or time.perf_counter() - start > 120:  # the model is still being loaded
                raise SystemExit(f"{error.code} {detail}") from error
            time.sleep(2)


def images(size):
    """Images of the network's size, as bytes and as what the network sees."""
    torch.manual_seed(3)
    pixels = torch.randint(0, 256, (4, 3, size // 16, size // 16)).float()
    pixels = nn.functional.interpolate(pixels, size=(size, size), mode="bilinear").round()
    return pixels.permute(0, 2, 3, 1).to(torch.uint8).contiguous().numpy().tobytes(), (pixels - MEAN) / DEVIATION


def variants(name, network):
    own = network.state_dict()
    yield "torchvision", own, network
    yield "module", {"module." + key: value for key, value in own.items()}, network
    yield "hugging-face", {hugging_face(key): value for key, value in own.items()}, network
    for label, dtype in (("f16", torch.float16), ("bf16", torch.bfloat16)):
        half = {key: value.to(dtype) if value.is_floating_point() else value for key, value in own.items()}
        rounded = type(network)(Bottleneck if hasattr(network.layer1[0], "conv3") else BasicBlock, blocks(network))
        rounded.load_state_dict({key: value.float() if value.is_floating_point() else value for key, value in half.items()})
        yield label, half, rounded.eval()
    try:
        import timm

        other = randomize(timm.create_model(name, pretrained=False), 11)
        spread(other, other.fc, other)
        yield "timm", other.state_dict(), other
    except ImportError:
        pass
    try:
        from transformers import ResNetConfig, ResNetForImageClassification

        bottleneck = hasattr(network.layer1[0], "conv3")
        sizes = [256, 512, 1024, 2048] if bottleneck else [64, 128, 256, 512]
        config = ResNetConfig(
            depths=blocks(network),
            hidden_sizes=sizes,
            layer_type="bottleneck" if bottleneck else "basic",
            num_labels=1000,
        )
        other = randomize(ResNetForImageClassification(config), 13)
        spread(other, other.classifier[1], lambda x: other(x).logits)
        yield "transformers", other.state_dict(), lambda x: other(x).logits
    except ImportError:
        pass


def blocks(network):
    return [len(getattr(network, f"layer{i}")) for i in range(1, 5)]


def compare(url, name, size=224):
    network = randomize(getattr(torchvision.models, name)(weights=None), 5)
    spread(network, network.fc, network)
    labels = [f"class {i}" for i in range(1000)]
    preprocessing = json.dumps({"imageSize": size, "fit": "exact", "height": size, "width": size, "crop": 1})
    raw, batch = images(size)
    for variant, tensors, reference in variants(name, network):
        with torch.no_grad():
            expected = reference(batch)
        check = {"check.input": batch, "check.logits": expected}
        body = safetensors({**tensors, **check}, {"format": "pt", "labels": json.dumps(labels)})
        query = urllib.parse.urlencode({"architecture": name, "name": variant, "preprocessing": preprocessing})
        model, seconds = post(f"{url}/models?{query}", body)
        answer, _ = post(f"{url}/predict?model={model['id']}&topK=10", raw)
        difference = 0
        for prediction, logits in zip(answer["predictions"], expected):
            probabilities = torch.softmax(logits, 0)
            for guess in prediction["top"]:
                difference = max(difference, abs(guess["probability"] - float(probabilities[guess["index"]])))
        delete = urllib.request.Request(f"{url}/models/{model['id']}", method="DELETE")
        urllib.request.urlopen(delete).close()
        line = {
            "network": name,
            "names": variant,
            "megabytes": round(len(body) / 1e6, 1),
            "seconds": round(seconds, 3),
            "logits": [round(float(expected.min()), 3), round(float(expected.max()), 3)],
            "logitDifference": model["origin"]["largestDifference"],
            "probabilityDifference": difference,
        }
        print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://localhost:8080")
    parser.add_argument("networks", nargs="*", default=["resnet18", "resnet50", "resnet152"])
    parser.add_argument("--fixture")
    arguments = parser.parse_args()
    if arguments.fixture:
        write_fixture(arguments.fixture)
        return
    for name in arguments.networks:
        compare(arguments.url.rstrip("/"), name)


main()
