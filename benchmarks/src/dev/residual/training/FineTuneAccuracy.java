package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.image.ImageFormat;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Precision;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what an initial model is worth for a small data set. A network learns five classes of
 * Fashion-MNIST; then another learns the other five from a few images of each, from its weights or
 * from random ones. The test images of these five classes are evaluated. Arguments: epochs of the
 * first training, images of a class in the second, number of seeds, and JSON objects of fields that
 * replace those of the recipe finetune, one variant each, which is also trained from
 * random weights without frozen layers.
 */
public final class FineTuneAccuracy {

  private static final int CLASSES = 5;

  private FineTuneAccuracy() {}

  public static void main(String[] arguments) {
    TrainingBenchmark.run(
        context ->
            measure(
                context.getBean(Datasets.class).load("fashion-mnist"),
                context.getBean(Trainer.class).devices().get(0),
                arguments));
  }

  private static void measure(Dataset full, ComputeDevice device, String[] arguments) {
    try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
      Map<String, NDArray> pretrained = new LinkedHashMap<>();
      Recipe fast = recipe("{\"epochs\": " + arguments[0] + "}", Recipes.FAST);
      Dataset first = classes(full, 0, Integer.MAX_VALUE, 0);
      print("first five classes", train(fast, first, null, pretrained, device, manager));
      pretrained.keySet().removeIf(name -> name.startsWith("fc."));

      int images = Integer.parseInt(arguments[1]);
      for (int seed = 1; seed <= Integer.parseInt(arguments[2]); seed++) {
        Dataset few = classes(full, CLASSES, images, seed);
        String random = "{\"minSteps\": 500, \"batchSize\": 32, \"validationSize\": 10, \"seed\": ";
        print(
            "seed " + seed + ", random weights, fast",
            train(
                resolved(recipe(random + seed + "}", Recipes.FAST), few, device),
                few,
                null,
                new LinkedHashMap<>(),
                device,
                manager));
        for (int i = 3; i < arguments.length; i++) {
          Recipe variant = recipe(arguments[i], recipe("{\"seed\": " + seed + "}", tuning()));
          Recipe recipe = resolved(variant, few, device);
          print(
              "seed " + seed + ", initial model, " + arguments[i],
              train(recipe, few, pretrained, new LinkedHashMap<>(), device, manager));
          Recipe whole =
              Recipes.change(recipe).set("freeze", Freeze.NONE).set("layerDecay", 1).toRecipe();
          print(
              "seed " + seed + ", random weights, " + arguments[i],
              train(whole, few, null, new LinkedHashMap<>(), device, manager));
        }
      }
    }
  }

  /**
   * Returns the recipe for fine-tuning with the network and the image size of the first training.
   */
  private static Recipe tuning() {
    return Recipes.change(Recipes.FINETUNE)
        .set("architecture", Recipes.FAST.architecture())
        .set("imageSize", Recipes.FAST.imageSize())
        .set("initialModel", "first")
        .toRecipe();
  }

  private static Recipe recipe(String fields, Recipe base) {
    return Recipes.parse(fields, base);
  }

  private static Recipe resolved(Recipe recipe, Dataset dataset, ComputeDevice device) {
    DatasetDefinition definition =
        new DatasetDefinition(
            dataset.name(),
            dataset.labels(),
            dataset.format(),
            dataset.normalization(),
            null,
            dataset.train().size(),
            0,
            dataset.test().size(),
            "a part of Fashion-MNIST",
            Map.of());
    return RecipeResolution.resolve(recipe, Set.of(), definition, null, true);
  }

  private static void print(String name, double top1) {
    System.out.printf(Locale.ROOT, "%s: top-1 %.4f%n", name, top1);
  }

  /** Trains, copies the weights to {@code result}, and returns the accuracy on the test images. */
  private static double train(
      Recipe recipe,
      Dataset dataset,
      @Nullable Map<String, NDArray> initial,
      Map<String, NDArray> result,
      ComputeDevice device,
      NDManager owner) {
    TrainingData data = TrainingData.of(recipe, dataset, null);
    List<Precision> precisions = device.precisions();
    ComputeMode mode = new ComputeMode(device, precisions.get(precisions.size() - 1));
    try (NDManager manager = owner.newSubManager();
        TrainingState state =
            new TrainingState(
                recipe,
                data.tensors().shape(recipe.batchSize()),
                dataset.labels().size(),
                null,
                data.batches(recipe),
                mode,
                manager)) {
      if (initial != null) {
        state.start(initial);
      }
      TrainingRun run =
          new TrainingRun(
              recipe,
              data,
              state,
              new TrainingPredictions(data.train().size()),
              TrainingPosition.START,
              new SilentObserver(),
              new NoCheckpoints(),
              Clock.systemUTC(),
              manager);
      run.run();
      state
          .network()
          .state(data.tensors().shape(1))
          .forEach(
              (name, parameter) -> {
                NDArray copy = parameter.getArray().duplicate();
                copy.attach(owner);
                result.put(name, copy);
              });
      return run.finalEvaluation().result().top1();
    }
  }

  /** Returns five classes, with this many training images of each. */
  private static Dataset classes(Dataset full, int from, int images, int seed) {
    return new Dataset(
        full.name(),
        full.labels().subList(from, from + CLASSES),
        full.format(),
        full.normalization(),
        null,
        full.framing(),
        full.stored(),
        part(full.train(), from, images, seed),
        null,
        part(full.test(), from, Integer.MAX_VALUE, seed),
        full.digests());
  }

  /** Returns images of five classes, whose labels are counted from 0, in a random order. */
  private static LabeledImages part(LabeledImages all, int from, int perClass, int seed) {
    int[] left = new int[CLASSES];
    Arrays.fill(left, perClass);
    List<Integer> order = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    int[] kept =
        order.stream()
            .mapToInt(Integer::intValue)
            .filter(i -> all.label(i) >= from && all.label(i) < from + CLASSES)
            .filter(i -> left[all.label(i) - from]-- > 0)
            .toArray();
    ImageFormat format = all.format(0);
    byte[] pixels = new byte[kept.length * format.bytes()];
    int[] labels = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      all.copyTo(kept[i], pixels, i * format.bytes());
      labels[i] = all.label(kept[i]) - from;
    }
    return LabeledImages.of(pixels, labels, format);
  }

  private static final class NoCheckpoints implements TrainingRun.Keeper {

    @Override
    public void save(TrainingPosition position) {}

    @Override
    public void saveIfDue(TrainingPosition position) {}
  }
}
