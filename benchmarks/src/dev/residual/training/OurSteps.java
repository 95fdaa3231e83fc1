package dev.residual.training;

import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/**
 * Times training steps of Residual as a job runs them: from one report of a step to the next,
 * including the preparation of the images and the metrics. Arguments: precision, image size in
 * pixels, batch size, warm-up steps, steps, and the channels of a small network of four blocks,
 * without which ResNet-18 is trained.
 */
public final class OurSteps {

  private static final String SMALL =
      """
      {"block": "basic", "blocks": [1, 1, 1, 1], "channels": [%s], "stem": "small",
       "convention": "torchvision"}""";

  private OurSteps() {}

  public static void main(String[] arguments) throws IOException {
    int size = Integer.parseInt(arguments[1]);
    int batch = Integer.parseInt(arguments[2]);
    StepTimes times = new StepTimes(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
    Path folder = Files.createTempDirectory("residual-benchmark");
    try {
      TrainingBenchmark.run(
          context -> {
            Trainer trainer = context.getBean(Trainer.class);
            String network =
                arguments.length > 5 ? SMALL.formatted(arguments[5]) : "\"resnet18\"";
            Recipe recipe = recipe(arguments[0], size, batch, network);
            train(trainer, recipe, trainer.devices().get(0), times);
          },
          "--residual.artifacts.folder=" + folder,
          "--residual.training.checkpoint-interval=1d");
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
    times.print();
  }

  private static void train(Trainer trainer, Recipe recipe, ComputeDevice device, StepTimes times) {
    String key = "benchmark/" + UUID.randomUUID();
    try {
      trainer.train(
          recipe,
          null,
          null,
          device,
          key + "/1/model",
          key,
          new SilentObserver() {
            @Override
            public TrainingSignal signal() {
              return times.areComplete() ? TrainingSignal.ABANDON : TrainingSignal.CONTINUE;
            }

            @Override
            public void stepped(TrainingProgress progress) {
              times.stepped();
            }
          });
    } catch (TrainingCancelledException e) {
      // expected: the observer ends the training after the last step
    }
  }

  private static Recipe recipe(String precision, int size, int batch, String network) {
    return Recipes.parse(
        """
        {"precision": "%s", "imageSize": %d, "batchSize": %d, "architecture": %s}"""
            .formatted(precision, size, batch, network),
        Recipes.ARTICLE);
  }
}
