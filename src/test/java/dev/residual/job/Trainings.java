package dev.residual.job;

import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.StoredModel;
import dev.residual.model.TestResult;
import dev.residual.nn.Architecture;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.EpochReport;
import dev.residual.training.TrainingProgress;
import java.util.List;
import java.util.Map;

/** Creates reports and models of trainings. */
public final class Trainings {

  public static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 8L << 30, 0, Map.of());

  private Trainings() {}

  public static TrainingProgress step(int step) {
    return new TrainingProgress(1, 2, step, 10, 0.5, 128, 30, 0.25, 0.75, 1, 0.001);
  }

  public static EpochReport epoch(int epoch) {
    return new EpochReport(epoch, 0.5, 0.75, 1, "test", 0.25, 0.875, 1, 0.75, 0.875, 60);
  }

  /** Returns a stored model that consists of a manifest only. */
  public static StoredModel saved(String key) {
    var description =
        new ModelDescription(
            Architecture.preset("resnet18"),
            Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null),
            List.of("Shirt", "Bag"),
            "fashion-mnist",
            Map.of(),
            Map.of(),
            42,
            "cpu",
            "fp32",
            100L,
            Map.of(),
            new TestResult("test", 100, 0.5, 0.9, 1, 0.875, 0.9),
            null,
            null);
    var weights = new Manifest.Weights("model.safetensors", 10, 40, "00ff");
    return new StoredModel(key, new Manifest(1, description, weights, null));
  }
}
