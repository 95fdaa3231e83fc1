package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.Datasets;
import dev.residual.model.Calibration;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Evaluates stored models on the test sets of data sets that they were not trained on. */
@Component
public class ModelEvaluator {

  /** The temperature of a model whose calibration is not known changes nothing. */
  private static final Calibration UNKNOWN = new Calibration(1, "none", 0, 0);

  private final Datasets datasets;
  private final ModelStore store;
  private final JsonMapper json;

  ModelEvaluator(Datasets datasets, ModelStore store, JsonMapper json) {
    this.datasets = datasets;
    this.store = store;
    this.json = json;
  }

  /**
   * Checks that a model can be evaluated on a data set, which need not be loaded for that.
   *
   * @throws IncompatibleDatasetException if it has other labels, or colors that the model does not
   *     know
   */
  public static void requireCompatible(ModelDescription model, DatasetDefinition dataset) {
    EvaluationFit.of(model, dataset.labels(), dataset.format().channels(), dataset.name());
  }

  /**
   * Evaluates on this thread, and writes the same files as the evaluation at the end of a training
   * does.
   *
   * @param dataset its name and version; its labels are those of the model, in any order
   * @param device one of those that train, not used by anything else meanwhile
   * @param key key of the files in the store
   * @param progress is called with the number of images that are done; what it throws ends the
   *     evaluation
   * @throws IncompatibleDatasetException if the model cannot be evaluated on the data set
   * @throws NotFiniteException if an output of the network is not a finite number
   */
  public StoredEvaluation evaluate(
      StoredModel model, String dataset, ComputeDevice device, String key, IntConsumer progress) {
    GradMode.off();
    device.setThreadCount();
    Dataset data = datasets.load(dataset);
    ModelDescription description = model.manifest().description();
    EvaluationFit fit =
        EvaluationFit.of(description, data.labels(), data.format().channels(), data.name());
    ImageTensors tensors = new ImageTensors(fit.preprocessing());
    Precision precision = precision(description, device);
    Evaluation test;
    try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
      ComputeMode mode = new ComputeMode(device, precision);
      ResNet network = store.load(model, manager, mode::toMemoryFormat);
      Predictor predictor = new Predictor(network, mode, manager);
      try (CompiledInference compiled = compiled(network, tensors, mode, manager)) {
        test =
            Evaluation.of(
                images -> fit.inOrderOfData(predictor.logits(images, compiled)),
                data.test(),
                tensors,
                manager,
                progress);
      }
    }
    return save(key, data, test, calibration(description, test), precision);
  }

  /** Returns the network as it is evaluated at the end of a training, or null for libtorch's. */
  private static @Nullable CompiledInference compiled(
      ResNet network, ImageTensors tensors, ComputeMode mode, NDManager manager) {
    return mode.compilesTraining()
        ? new CompiledInference(network, tensors.shape(1), manager)
        : null;
  }

  /** Computes logits of a network. */
  private record Predictor(ResNet network, ComputeMode mode, ParameterStore parameters) {

    Predictor(ResNet network, ComputeMode mode, NDManager manager) {
      this(network, mode, new ParameterStore(manager, false));
    }

    NDArray logits(NDArray images, @Nullable CompiledInference compiled) {
      return compiled == null
          ? mode.forward(
              x -> network.forward(parameters, new NDList(x), false).singletonOrThrow(),
              mode.toMemoryFormat(images))
          : mode.forward(
              x -> network.classify(parameters, new NDList(x), false).singletonOrThrow(),
              compiled.features(images));
    }
  }

  private static Precision precision(ModelDescription description, ComputeDevice device) {
    return device.precisions().stream()
        .filter(each -> each.toString().equals(description.precision()))
        .findFirst()
        .orElse(Precision.FP32);
  }

  private static Calibration calibration(ModelDescription description, Evaluation test) {
    Calibration known = description.calibration();
    Calibration measured = TemperatureScaling.measured(known == null ? UNKNOWN : known, test);
    if (measured == null) {
      throw new NotFiniteException();
    }
    return measured;
  }

  private StoredEvaluation save(
      String key, Dataset data, Evaluation test, Calibration calibration, Precision precision) {
    String digest = TestDigest.of(data.labels(), data.test());
    List<Manifest.Attachment> files =
        store.save(
            key,
            EvaluationFiles.of(
                data.name(),
                data.labels(),
                data.test(),
                digest,
                new FinalEvaluation(test, null, calibration),
                List.of(),
                json));
    return new StoredEvaluation(
        key, files, EvaluationSummary.of(test, digest), precision.toString());
  }
}
