package dev.residual.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.evaluation.DivergedException;
import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.FinalEvaluation;
import dev.residual.evaluation.TestDigest;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Submission;
import dev.residual.pipeline.BatchSampler;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Devices;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import dev.residual.training.CheckpointWriter.Kept;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Trains networks: turns a recipe into a model on disk. */
@Component
public class Trainer {

  private static final Logger log = LoggerFactory.getLogger(Trainer.class);
  private final Datasets datasets;
  private final Devices devices;
  private final ModelStore store;
  private final Checkpoints checkpoints;
  private final TrainingSettings settings;
  private final TrainingProvenance provenance;
  private final JsonMapper json;
  private final Clock clock;

  Trainer(
      Datasets datasets,
      Devices devices,
      ModelStore store,
      Checkpoints checkpoints,
      TrainingSettings settings,
      TrainingProvenance provenance,
      JsonMapper json,
      Clock clock) {
    this.datasets = datasets;
    this.devices = devices;
    this.store = store;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.provenance = provenance;
    this.json = json;
    this.clock = clock;
  }

  /** Returns the devices that train, each with one training at a time. */
  public List<ComputeDevice> devices() {
    return devices.forTraining();
  }

  /**
   * Returns the precision in which a recipe is trained on a device: the one that it names, or the
   * fastest for {@code auto}.
   *
   * @throws InvalidRecipeException if the device does not support the named precision
   */
  public Precision precision(Recipe recipe, ComputeDevice device) {
    List<Precision> supported = device.precisions();
    if (recipe.precision().equals(Recipe.ANY_PRECISION)) {
      return supported.get(supported.size() - 1);
    }
    return supported.stream()
        .filter(precision -> precision.toString().equals(recipe.precision()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRecipeException(
                    "precision",
                    String.format(
                        Locale.ROOT,
                        "must be auto or one of %s on %s, was %s",
                        supported,
                        device.name(),
                        recipe.precision())));
  }

  /**
   * Fills in the fields of a recipe that depend on its data set, its initial model and the devices.
   * This loads neither.
   *
   * @param given names of the fields that a client has given; others may get another default
   * @param initial the model that {@code initialModel} names; null for none
   * @param cpu whether it may be trained on a CPU
   * @throws dev.residual.dataset.UnknownDatasetException if no data set has this name
   * @throws dev.residual.dataset.DatasetNotReadyException if the data set is not on disk yet
   * @throws InvalidRecipeException if the initial model has another architecture than was given
   */
  public Recipe resolve(
      Recipe recipe, Set<String> given, @Nullable InitialModel initial, boolean cpu) {
    return RecipeResolution.resolve(
        recipe, given, datasets.requireReady(recipe.dataset()), initial, cpu);
  }

  /**
   * Rejects a recipe that cannot work, so that no client waits for it. This does not load the data
   * set, because its definition says how many images it has.
   *
   * @param initial the model that {@code initialModel} names; null for none
   * @param device one of {@link #devices()}
   * @throws dev.residual.dataset.UnknownDatasetException if no data set has this name
   * @throws dev.residual.dataset.DatasetNotReadyException if the data set is not on disk yet
   * @throws InvalidRecipeException naming the field and the reason
   */
  public void requireFeasible(Recipe recipe, @Nullable InitialModel initial, ComputeDevice device) {
    precision(recipe, device);
    FeasibilityCheck.require(recipe, datasets.requireReady(recipe.dataset()), initial, device);
  }

  /**
   * Trains on this thread until the last step, or until the observer ends the training, and writes
   * the model. Resumes from the last checkpoint if there is one. On a CPU, a resumed training then
   * ends in the same weights as one that was never interrupted.
   *
   * @param initial the model that {@code initialModel} names; null for none
   * @param submission what asked for the training; null if no job did
   * @param device one of {@link #devices()}, not used by another training meanwhile
   * @param key key of the model in the store
   * @param checkpointKey key of the checkpoints, the same in each attempt
   * @throws OutOfDeviceMemoryException if the device has too little memory
   * @throws OutOfHeapException if the JVM has too little memory
   * @throws TrainingCancelledException if the observer abandons the training
   * @throws TrainingSuspendedException if the observer suspends the training
   * @throws CorruptCheckpointsException if there are checkpoints, but none is intact
   * @throws DivergedException if the loss is not finite
   */
  public StoredModel train(
      Recipe recipe,
      @Nullable InitialModel initial,
      @Nullable Submission submission,
      ComputeDevice device,
      String key,
      String checkpointKey,
      TrainingObserver observer) {
    return explainingLackOfMemory(
        device,
        () -> trainAndSave(recipe, initial, submission, device, key, checkpointKey, observer));
  }

  /**
   * Trains on a device.
   *
   * @throws OutOfDeviceMemoryException if the device has too little memory
   * @throws OutOfHeapException if the JVM has too little memory
   */
  static <T> T explainingLackOfMemory(ComputeDevice device, Supplier<T> training) {
    try {
      return training.get();
    } catch (OutOfMemoryError e) {
      throw lacksDeviceMemory(e)
          ? new OutOfDeviceMemoryException(device.name(), e)
          : new OutOfHeapException(e);
    } catch (EngineException e) {
      throw lacksDeviceMemory(e) ? new OutOfDeviceMemoryException(device.name(), e) : e;
    }
  }

  private static boolean lacksDeviceMemory(Throwable e) {
    return String.valueOf(e.getMessage())
        .matches("(?s).*(not enough|out of|can't allocate) memory.*");
  }

  /** Deletes a model that was saved but is not needed. */
  public void discard(StoredModel saved) {
    try {
      store.delete(saved);
    } catch (ArtifactException e) {
      log.warn("{}", e.getMessage());
    }
  }

  /** Deletes the checkpoints of a training that has ended. */
  public void deleteCheckpoints(String checkpointKey) {
    try {
      checkpoints.delete(checkpointKey);
    } catch (ArtifactException e) {
      // Checkpoints that stay only take up space.
      log.warn("{}", e.getMessage());
    }
  }

  private StoredModel trainAndSave(
      Recipe recipe,
      @Nullable InitialModel initial,
      @Nullable Submission submission,
      ComputeDevice device,
      String key,
      String checkpointKey,
      TrainingObserver observer) {
    GradMode.off();
    device.setThreadCount();
    Dataset dataset = datasets.load(recipe.dataset());
    TrainingData data = TrainingData.of(recipe, dataset, initial);
    try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
      NDManager reading = manager.newSubManager();
      Optional<Checkpoint<Kept>> checkpoint =
          checkpoints.latest(checkpointKey, reading, Kept.class);
      Precision precision =
          checkpoint
              .map(it -> requireSupported(it.position().precision(), device))
              .orElseGet(() -> precision(recipe, device));
      ComputeMode wanted = new ComputeMode(device, precision);
      int classes = dataset.labels().size();
      BatchSampler batches = data.batches(recipe);
      Shape input = data.tensors().shape(recipe.batchSize());
      float[] weights = data.classWeights(recipe, classes);
      try (TrainingState state =
          new TrainingState(recipe, input, classes, weights, batches, wanted, manager)) {
        ComputeMode mode = state.mode();
        TrainingPredictions predictions = new TrainingPredictions(data.train().size());
        TrainingPosition from =
            checkpoint
                .map(it -> restore(state, predictions, it))
                .orElseGet(() -> start(state, initial, dataset, manager));
        reading.close();
        CheckpointWriter checkpointWriter =
            new CheckpointWriter(
                checkpoints,
                checkpointKey,
                state,
                predictions,
                mode.precision(),
                settings.checkpointInterval(),
                clock);
        observer.started(mode.precision(), from.ordinal());
        var run =
            new TrainingRun(
                recipe, data, state, predictions, from, observer, checkpointWriter, clock, manager);
        run.run();
        FinalEvaluation evaluation = run.finalEvaluation();
        String testDigest = TestDigest.of(dataset.labels(), data.test());
        return store.save(
            key,
            state.network(),
            description(
                recipe,
                dataset,
                data.tensors().preprocessing(),
                device,
                mode,
                state.steps(),
                evaluation,
                provenance.of(submission, testDigest, initial, device, mode)),
            ReferenceOutputs.of(
                recipe, classes, state.network(), data.test(), data.tensors(), manager),
            EvaluationFiles.of(
                dataset.name(),
                dataset.labels(),
                data.test(),
                testDigest,
                evaluation,
                data.labelProbabilities(predictions, evaluation),
                json));
      }
    }
  }

  /**
   * Checks that the device still supports the precision of the training. A change of precision
   * would lead to other weights.
   */
  private static Precision requireSupported(Precision precision, ComputeDevice device) {
    if (!device.precisions().contains(precision)) {
      throw new InvalidRecipeException(
          "precision",
          String.format(
              Locale.ROOT,
              "was %s when the training began, which %s does not support now; it supports %s",
              precision,
              device.name(),
              device.precisions()));
    }
    return precision;
  }

  /** Starts from the weights of the initial model, if there is one, or from random ones. */
  private TrainingPosition start(
      TrainingState state, @Nullable InitialModel initial, Dataset dataset, NDManager manager) {
    if (initial != null) {
      try (NDManager reading = manager.newSubManager()) {
        Map<String, NDArray> tensors = tensors(initial, reading);
        if (!initial.description().labels().equals(dataset.labels())) {
          tensors.keySet().removeIf(name -> name.startsWith(ModelStore.CLASSIFIER));
        }
        state.start(tensors);
      }
      log.info("Starting from the weights of model {}", initial.id());
    }
    return TrainingPosition.START;
  }

  private Map<String, NDArray> tensors(InitialModel initial, NDManager manager) {
    try {
      return store.tensors(initial.stored(), manager);
    } catch (StorageUnavailableException e) {
      throw e; // the weights may be intact
    } catch (ArtifactException e) {
      throw new InitialModel.UnreadableException(initial, e);
    }
  }

  private static TrainingPosition restore(
      TrainingState state, TrainingPredictions predictions, Checkpoint<Kept> checkpoint) {
    TrainingPosition position = checkpoint.position().position();
    Map<String, NDArray> tensors = new LinkedHashMap<>(checkpoint.tensors());
    NDArray predicted = tensors.remove(CheckpointWriter.PREDICTIONS);
    if (predicted != null) { // an earlier version wrote none
      predictions.restore(predicted);
    }
    state.restore(tensors, position.optimizerSteps());
    if (!state.computedBy().equals(checkpoint.position().computedBy())) {
      log.warn(
          "The training continues with {}, but began with {}; the weights may differ in their last"
              + " bits from those of a training that was not interrupted",
          state.computedBy(),
          checkpoint.position().computedBy());
    }
    log.info("Resuming in epoch {} after step {}", position.epoch(), position.step());
    return position;
  }

  private ModelDescription description(
      Recipe recipe,
      Dataset dataset,
      Preprocessing preprocessing,
      ComputeDevice device,
      ComputeMode mode,
      long steps,
      FinalEvaluation evaluation,
      Provenance made) {
    return new ModelDescription(
        recipe.architecture().toArchitecture(),
        preprocessing,
        dataset.labels(),
        dataset.name(),
        dataset.digests(),
        json.convertValue(recipe, new TypeReference<Map<String, Object>>() {}),
        recipe.seed(),
        device.name(),
        mode.precision().toString(),
        steps,
        provenance.versions(device, mode),
        evaluation.result(),
        evaluation.calibration(),
        made);
  }
}
