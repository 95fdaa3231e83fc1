package dev.residual.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.preprocessing.Preprocessing;
import java.util.List;
import java.util.Map;

/** A small network that is quick to build, and its description. */
public final class Samples {

  public static final Shape INPUT = new Shape(1, 1, 28, 28);

  private static final Architecture ARCHITECTURE =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);

  private Samples() {}

  public static ResNet network(NDManager manager, long seed) {
    ResNet network = new ResNet(ARCHITECTURE, 2);
    network.initialize(manager, INPUT, seed);
    return network;
  }

  public static ModelDescription description(String dataset, double top1) {
    return new ModelDescription(
        ARCHITECTURE,
        Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null),
        List.of("Shirt", "Bag"),
        dataset,
        Map.of("images", "00ff"),
        Map.of("epochs", 1),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of("djl", "0"),
        new TestResult("test", 100, 0.5, top1, 1, null, null),
        new Calibration(1.25, "held-out", 0.0625, 0.03125),
        null);
  }

  /** Returns the description of a model of three classes of images of any size. */
  public static ModelDescription description(Preprocessing preprocessing) {
    return new ModelDescription(
        ARCHITECTURE,
        preprocessing,
        List.of("cat", "dog", "bird"),
        "pets@1",
        Map.of(),
        Map.of(),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of(),
        new TestResult("test", 100, 0.5, 0.9, 1, null, null),
        null,
        null);
  }

  /** Returns a model whose weights are not in any store. */
  static StoredModel saved(String key, String dataset, double top1) {
    var weights = new Manifest.Weights("model.safetensors", 10, 40, "00ff");
    return new StoredModel(
        key, new Manifest(Manifest.FORMAT, description(dataset, top1), weights, null));
  }
}
