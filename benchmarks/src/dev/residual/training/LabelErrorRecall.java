package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.Evaluation;
import dev.residual.evaluation.LabelErrors;
import dev.residual.evaluation.LabelProbabilities;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.image.ImageFormat;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Precision;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures how many wrong labels of training images are found. 2 % of the labels are changed to
 * another class, all of which are equally likely; found are those among the first candidates, which
 * are as many as 4 % of the images. It compares the probabilities of the training, averaged over the
 * epochs, with those that the trained network gives afterwards. Arguments: data set, size of the
 * images, number of seeds, then numbers of epochs.
 */
public final class LabelErrorRecall {

  private LabelErrorRecall() {}

  public static void main(String[] arguments) {
    TrainingBenchmark.run(
        context -> {
          Dataset full = context.getBean(Datasets.class).load(arguments[0]);
          ComputeDevice device = context.getBean(Trainer.class).devices().get(0);
          int seeds = Integer.parseInt(arguments[2]);
          for (int i = 3; i < arguments.length; i++) {
            measure(full, device, arguments[1], arguments[i], seeds);
          }
        });
  }

  private static void measure(
      Dataset full, ComputeDevice device, String size, String epochs, int seeds) {
    for (int seed = 1; seed <= seeds; seed++) {
      Recipe recipe =
          Recipes.parse(
              String.format(
                  Locale.ROOT,
                  "{\"seed\": %d, \"epochs\": %s, \"imageSize\": %s}",
                  seed,
                  epochs,
                  size),
              Recipes.ARTICLE);
      Flipped train = new Flipped(full.train(), full.labels().size(), seed);
      Dataset dataset =
          new Dataset(
              full.name(),
              full.labels(),
              full.format(),
              full.normalization(),
              null,
              full.framing(),
              full.stored(),
              train,
              null,
              full.test(),
              full.digests());
      train(recipe, dataset, train, device);
    }
  }

  private static void train(Recipe recipe, Dataset dataset, Flipped train, ComputeDevice device) {
    TrainingData data = TrainingData.of(recipe, dataset, null);
    BatchSampler batches = data.batches(recipe);
    int classes = dataset.labels().size();
    List<Precision> precisions = device.precisions();
    ComputeMode mode = new ComputeMode(device, precisions.get(precisions.size() - 1));
    TrainingPredictions predictions = new TrainingPredictions(train.size());
    try (NDManager manager = NDManager.newBaseManager(device.inDjl());
        TrainingState state =
            new TrainingState(
                recipe,
                data.tensors().shape(recipe.batchSize()),
                classes,
                null,
                batches,
                mode,
                manager)) {
      try (BatchPrefetcher prefetcher = new BatchPrefetcher(data, recipe)) {
        for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
          List<Batch> order = batches.epoch(epoch - 1);
          for (int step = 0; step < order.size(); step++) {
            int[] batch = order.get(step).images();
            try (NDManager scope = manager.newSubManager()) {
              state.trainStep(
                  prefetcher.images(scope, order, step, epoch),
                  ImageTensors.labels(scope, data.train(), batch),
                  (logits, labels) -> predictions.add(batch, logits, labels));
            }
          }
        }
      }
      Evaluation after =
          Evaluation.of(state::predict, data.train(), data.tensors(), manager, () -> {});
      Evaluation test =
          Evaluation.of(state::predict, data.test(), data.tensors(), manager, () -> {});
      System.out.printf(
          Locale.ROOT,
          "%d epochs, seed %d: found %.1f %% during, %.1f %% after; training %.4f, test %.4f%n",
          recipe.epochs(),
          recipe.seed(),
          100 * recall(classes, predictions.averages("train", i -> i, train::label), train),
          100 * recall(classes, LabelProbabilities.of("train", after, 1), train),
          after.metrics().top1(),
          test.metrics().top1());
    }
  }

  private static double recall(int classes, LabelProbabilities found, Flipped train) {
    int[] candidates = LabelErrors.candidates(classes, found);
    int first = Math.min(candidates.length, train.size() / 25);
    long hits =
        IntStream.of(Arrays.copyOf(candidates, first))
            .filter(i -> train.flipped.get(found.images()[i]))
            .count();
    return (double) hits / train.flipped.cardinality();
  }

  /** Images of which some have a wrong label. */
  private static final class Flipped implements LabeledImages {

    private final LabeledImages images;
    private final int[] labels;
    private final BitSet flipped = new BitSet();

    Flipped(LabeledImages images, int classes, long seed) {
      this.images = images;
      labels = IntStream.range(0, images.size()).map(images::label).toArray();
      Random random = new Random(seed);
      while (flipped.cardinality() < images.size() / 50) {
        int image = random.nextInt(images.size());
        if (!flipped.get(image)) {
          flipped.set(image);
          labels[image] = (labels[image] + 1 + random.nextInt(classes - 1)) % classes;
        }
      }
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public int channels() {
      return images.channels();
    }

    @Override
    public ImageFormat format(int index) {
      return images.format(index);
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    @Override
    public void copyTo(int index, byte[] target, int offset) {
      images.copyTo(index, target, offset);
    }
  }
}
