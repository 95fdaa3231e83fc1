package dev.residual.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import dev.residual.ResidualApplication;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.Normalization;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipes;
import java.io.IOException;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Times training steps of the same blocks on the same images with DJL's own means: its gradient
 * collector, its Adam, fp32, and the allocator with its default settings. Arguments: pixels, batch,
 * warm-up steps, steps.
 */
public final class StockDjlSteps {

  private StockDjlSteps() {}

  public static void main(String[] arguments) throws IOException {
    int size = Integer.parseInt(arguments[0]);
    int batch = Integer.parseInt(arguments[1]);
    StepTimes times = new StepTimes(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    LabeledImages trainingSet = trainingSet();
    ImageTensors tensors =
        new ImageTensors(
            trainingSet.format(0), Normalization.article(trainingSet.format(0).channels()), size);
    ResNet network = new ResNet(Recipes.ARTICLE.architecture().toArchitecture(), 10);
    Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
    Loss loss = Loss.softmaxCrossEntropyLoss();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      network.initialize(manager, tensors.shape(batch), 42);
      ParameterStore store = new ParameterStore(manager, false);
      for (Batch drawn : new BatchSampler(trainingSet.size(), batch, 42).epoch(0)) {
        int[] indices = drawn.images();
        try (NDManager scope = manager.newSubManager()) {
          NDArray images = tensors.images(scope, trainingSet, indices);
          NDArray labels = ImageTensors.labels(scope, trainingSet, indices);
          try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList logits = network.forward(store, new NDList(images), true);
            NDArray value = loss.evaluate(new NDList(labels), logits);
            collector.backward(value);
          }
          for (Pair<String, Parameter> parameter : network.getParameters()) {
            if (parameter.getValue().requiresGradient()) {
              NDArray weight = parameter.getValue().getArray();
              try (NDArray gradient = weight.getGradient()) {
                adam.update(parameter.getKey(), weight, gradient);
                gradient.subi(gradient); // DJL's collector zeroes only its own arrays
              }
            }
          }
        }
        times.stepped();
        if (times.areComplete()) {
          break;
        }
      }
    }
    times.print();
  }

  private static LabeledImages trainingSet() {
    try (var context =
        new SpringApplicationBuilder(ResidualApplication.class)
            .run(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--logging.level.root=warn",
                "--residual.torch.accelerate=false",
                "--spring.datasource.url=jdbc:h2:mem:benchmark")) {
      return context.getBean(Datasets.class).load(Recipes.ARTICLE.dataset()).train();
    }
  }
}
