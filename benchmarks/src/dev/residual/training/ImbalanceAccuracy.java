package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.ClassCounts;
import dev.residual.evaluation.Evaluation;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Precision;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures what {@code classBalance} does for rare classes. The training images are those of
 * Fashion-MNIST, but the number of a class falls evenly on a logarithmic scale from the first class
 * to the last, which has one image for 50 of the first. The whole test set, which is balanced, is
 * evaluated. Arguments: images of the first class, epochs, number of seeds.
 */
public final class ImbalanceAccuracy {

  private static final double IMBALANCE = 50;

  private ImbalanceAccuracy() {}

  public static void main(String[] arguments) {
    TrainingBenchmark.run(
        context -> {
          Dataset full = context.getBean(Datasets.class).load("fashion-mnist");
          ComputeDevice device = context.getBean(Trainer.class).devices().get(0);
          Dataset rare = imbalanced(full, Integer.parseInt(arguments[0]));
          measure(rare, device, arguments[1], arguments[2]);
        });
  }

  private static void measure(Dataset dataset, ComputeDevice device, String epochs, String seeds) {
    System.out.println(dataset.train().size() + " training images");
    for (int seed = 1; seed <= Integer.parseInt(seeds); seed++) {
      for (String balance : List.of("none", "weights", "sampling")) {
        Recipe recipe =
            Recipes.parse(
                String.format(
                    Locale.ROOT,
                    "{\"seed\": %d, \"epochs\": %s, \"classBalance\": \"%s\"}",
                    seed,
                    epochs,
                    balance),
                Recipes.FAST);
        Evaluation test = trained(recipe, dataset, device);
        ClassCounts counts = test.classCounts();
        System.out.printf(
            Locale.ROOT,
            "seed %d, %s: macro recall %.4f, macro F1 %.4f%n",
            seed,
            balance,
            counts.balancedAccuracy(),
            counts.macroF1());
      }
    }
  }

  private static Evaluation trained(Recipe recipe, Dataset dataset, ComputeDevice device) {
    TrainingData data = TrainingData.of(recipe, dataset, null);
    BatchSampler batches = data.batches(recipe);
    int classes = dataset.labels().size();
    List<Precision> precisions = device.precisions();
    ComputeMode mode = new ComputeMode(device, precisions.get(precisions.size() - 1));
    try (NDManager manager = NDManager.newBaseManager(device.inDjl());
        TrainingState state =
            new TrainingState(
                recipe,
                data.tensors().shape(recipe.batchSize()),
                classes,
                data.classWeights(recipe, classes),
                batches,
                mode,
                manager)) {
      try (BatchPrefetcher prefetcher = new BatchPrefetcher(data, recipe)) {
        for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
          List<Batch> order = batches.epoch(epoch - 1);
          for (int step = 0; step < order.size(); step++) {
            try (NDManager scope = manager.newSubManager()) {
              NDArray labels = ImageTensors.labels(scope, data.train(), order.get(step).images());
              state.trainStep(prefetcher.images(scope, order, step, epoch), labels);
            }
          }
        }
      }
      return Evaluation.of(state::predict, data.test(), data.tensors(), manager, () -> {});
    }
  }

  private static Dataset imbalanced(Dataset full, int first) {
    LabeledImages train = full.train();
    int classes = full.labels().size();
    int[] left = new int[classes];
    for (int label = 0; label < classes; label++) {
      left[label] = (int) Math.round(first * Math.pow(IMBALANCE, -label / (classes - 1.0)));
    }
    int[] kept = IntStream.range(0, train.size()).filter(i -> left[train.label(i)]-- > 0).toArray();
    return new Dataset(
        full.name(),
        full.labels(),
        full.format(),
        full.normalization(),
        null,
        full.framing(),
        full.stored(),
        train.select(kept),
        null,
        full.test(),
        full.digests());
  }
}
