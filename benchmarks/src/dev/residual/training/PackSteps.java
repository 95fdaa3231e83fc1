package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.Split;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.StoredForm;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times steps of ResNet-18 at 96 pixels with a batch of 64 on the random order of packs, by turns.
 * Arguments: the folders of the packs of images in color, rounds, and steps of a round.
 */
public final class PackSteps {

  private static final int WARM_UP = 20;

  private PackSteps() {}

  public static void main(String[] arguments) {
    TrainingBenchmark.run(
        context -> measure(context.getBean(Trainer.class).devices().get(0), arguments));
  }

  private static void measure(ComputeDevice device, String[] arguments) {
    Recipe recipe = Recipes.ARTICLE;
    List<TrainingData> packs = List.of(open(recipe, arguments[0]), open(recipe, arguments[1]));
    List<Precision> precisions = device.precisions();
    ComputeMode mode = new ComputeMode(device, precisions.get(precisions.size() - 1));
    try (NDManager manager = NDManager.newBaseManager(device.inDjl());
        TrainingState state =
            new TrainingState(
                recipe,
                packs.get(0).tensors().shape(recipe.batchSize()),
                2,
                null,
                packs.get(0).batches(recipe),
                mode,
                manager)) {
      List<Steps> steps = packs.stream().map(pack -> new Steps(recipe, state, pack)).toList();
      steps.get(0).run(WARM_UP, manager);
      for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
        for (int i = 0; i < packs.size(); i++) {
          double ms = steps.get(i).run(Integer.parseInt(arguments[3]), manager);
          System.out.printf(
              Locale.ROOT, "round %d, %s: %.1f ms a step%n", round + 1, arguments[i], ms);
        }
      }
    }
  }

  /** The steps of the first epoch on a pack. */
  private static final class Steps {

    private final TrainingState state;
    private final TrainingData data;
    private final List<Batch> order;
    private final Recipe recipe;
    private int step;

    Steps(Recipe recipe, TrainingState state, TrainingData data) {
      this.recipe = recipe;
      this.state = state;
      this.data = data;
      order = data.batches(recipe).epoch(0);
    }

    double run(int steps, NDManager manager) {
      long start = System.nanoTime();
      try (BatchPrefetcher prefetcher = new BatchPrefetcher(data, recipe)) {
        for (int end = step + steps; step < end; step++) {
          try (NDManager scope = manager.newSubManager()) {
            NDArray labels = ImageTensors.labels(scope, data.train(), order.get(step).images());
            state.trainStep(prefetcher.images(scope, order, step, 1), labels);
          }
        }
      }
      return (System.nanoTime() - start) / 1e6 / steps;
    }
  }

  private static TrainingData open(Recipe recipe, String folder) {
    try {
      LabeledImages images = Pack.open(Path.of(folder), false).images(Split.TRAIN);
      return TrainingData.of(
          recipe,
          new Dataset(
              folder,
              List.of("a", "b"),
              new ImageFormat(3, 256, 256),
              Normalization.article(3),
              null,
              null,
              new StoredForm(256, OrientationMode.EXIF),
              images,
              null,
              images,
              Map.of()),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
