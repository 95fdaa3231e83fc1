package dev.residual.training;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.evaluation.DivergedException;
import dev.residual.evaluation.FinalEvaluation;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.storage.ArtifactException;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Devices;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import dev.residual.training.CheckpointWriter.Kept;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Turns a recipe into a model on disk. */
@Component
public class Trainer {

  private static final Logger log = LoggerFactory.getLogger(Trainer.class);
  private final Datasets datasets;
  private final Devices devices;
  private final ModelStore store;
  private final Checkpoints checkpoints;
  private final TrainingSettings settings;
  private final JsonMapper json;
  private final Clock clock;

  Trainer(
      Datasets datasets,
      Devices devices,
      ModelStore store,
      Checkpoints checkpoints,
      TrainingSettings settings,
      JsonMapper json,
      Clock clock) {
    this.datasets = datasets;
    this.devices = devices;
    this.store = store;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.json = json;
    this.clock = clock;
  }

  /** The devices that train, one training each at a time. */
  public List<ComputeDevice> devices() {
    return devices.forTraining();
  }

  /**
   * The precision in which a recipe is trained on a device: the one it names, or else the fastest.
   *
   * @throws InvalidRecipeException if the device does not have the one it names
   */
  public Precision precision(Recipe recipe, ComputeDevice device) {
    List<Precision> there = device.precisions();
    if (recipe.precision().equals(Recipe.ANY_PRECISION)) {
      return there.get(there.size() - 1);
    }
    return there.stream()
        .filter(precision -> precision.toString().equals(recipe.precision()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRecipeException(
                    "precision",
                    "must be auto or one of %s on %s, was %s"
                        .formatted(there, device.name(), recipe.precision())));
  }

  /**
   * Refuses what cannot work, so that nobody waits for it. No data set is loaded for it: its
   * definition says how many images it has.
   *
   * @param device one of {@link #devices()}
   * @throws dev.residual.dataset.UnknownDatasetException if no data set bears the name
   * @throws dev.residual.dataset.DatasetNotReadyException if the data set is not there
   * @throws InvalidRecipeException naming field and reason
   */
  public void requireFeasible(Recipe recipe, ComputeDevice device) {
    precision(recipe, device);
    FeasibilityCheck.require(recipe, datasets.requireReady(recipe.dataset()), device);
  }

  /**
   * Trains on this thread to the last step, or until the observer wishes an end, then writes the
   * model. Goes on from the last checkpoint if there is one; what was trained before and what is
   * trained now then end, on a CPU, in the same weights as if it had never been interrupted.
   *
   * @param device one of {@link #devices()}, which nobody else uses meanwhile
   * @param key where the model is to lie in the store
   * @param checkpointKey where its checkpoints lie, of this attempt and of those before
   * @throws OutOfDeviceMemoryException when the device has too little memory
   * @throws TrainingCancelledException when the observer no longer wants it
   * @throws TrainingSuspendedException when the observer wants it to leave off
   * @throws dev.residual.training.CorruptCheckpointsException if it has checkpoints, but none is
   *     whole
   * @throws DivergedException when the loss is not finite
   */
  public StoredModel train(
      Recipe recipe,
      ComputeDevice device,
      String key,
      String checkpointKey,
      TrainingObserver observer) {
    try {
      return trainAndSave(recipe, device, key, checkpointKey, observer);
    } catch (OutOfMemoryError e) {
      throw new OutOfDeviceMemoryException("The JVM", "-Xmx gives it more", e);
    } catch (EngineException e) {
      if (String.valueOf(e.getMessage())
          .matches("(?s).*(not enough|out of|can't allocate) memory.*")) {
        throw new OutOfDeviceMemoryException(
            device.name(), "a smaller batchSize or imageSize needs less", e);
      }
      throw e;
    }
  }

  /** Takes away a model that was saved for nobody. */
  public void discard(StoredModel saved) {
    try {
      store.delete(saved);
    } catch (ArtifactException e) {
      log.warn("{}", e.getMessage());
    }
  }

  /** Takes away the checkpoints of a training that is over. */
  public void deleteCheckpoints(String checkpointKey) {
    try {
      checkpoints.delete(checkpointKey);
    } catch (ArtifactException e) {
      // They take up space, no more.
      log.warn("{}", e.getMessage());
    }
  }

  private StoredModel trainAndSave(
      Recipe recipe,
      ComputeDevice device,
      String key,
      String checkpointKey,
      TrainingObserver observer) {
    GradMode.off();
    device.setThreadCount();
    Dataset dataset = datasets.load(recipe.dataset());
    TrainingData material = TrainingData.of(recipe, dataset);
    try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
      NDManager reading = manager.newSubManager();
      Optional<Checkpoint<Kept>> kept = checkpoints.latest(checkpointKey, reading, Kept.class);
      Precision precision =
          kept.map(it -> requireStill(it.position().precision(), device))
              .orElseGet(() -> precision(recipe, device));
      ComputeMode mode = new ComputeMode(device, precision);
      int classes = dataset.labels().size();
      int steps = material.batches(recipe).count();
      Shape input = material.tensors().shape(recipe.batchSize());
      try (Learner learner = new Learner(recipe, input, classes, steps, mode, manager)) {
        TrainingPosition from = kept.map(it -> restore(learner, it)).orElse(TrainingPosition.START);
        reading.close();
        CheckpointWriter keeper =
            new CheckpointWriter(
                checkpoints,
                checkpointKey,
                learner,
                precision,
                settings.checkpointInterval(),
                clock);
        observer.started(precision);
        var run =
            new TrainingRun(recipe, material, learner, from, observer, keeper, clock, manager);
        run.run();
        FinalEvaluation verdict = run.verdict();
        return store.save(
            key,
            learner.network(),
            description(recipe, dataset, device, precision, learner.steps(), verdict),
            ReferenceOutputs.of(
                recipe, classes, learner.network(), material.test(), material.tensors(), manager));
      }
    }
  }

  /** A training that changed its precision half-way would end in other weights. */
  private static Precision requireStill(Precision precision, ComputeDevice device) {
    if (!device.precisions().contains(precision)) {
      throw new InvalidRecipeException(
          "precision",
          "was %s when the training began, which %s does not have now; it has %s"
              .formatted(precision, device.name(), device.precisions()));
    }
    return precision;
  }

  private static TrainingPosition restore(Learner learner, Checkpoint<Kept> kept) {
    TrainingPosition position = kept.position().position();
    learner.restore(kept.tensors(), position.optimizerSteps());
    log.info("Goes on in epoch {} after step {}", position.epoch(), position.step());
    return position;
  }

  private ModelDescription description(
      Recipe recipe,
      Dataset dataset,
      ComputeDevice device,
      Precision precision,
      long steps,
      FinalEvaluation verdict) {
    return new ModelDescription(
        recipe.architecture().toArchitecture(),
        dataset.format(),
        recipe.imageSize(),
        dataset.normalization(),
        dataset.labels(),
        dataset.name(),
        dataset.digests(),
        json.convertValue(recipe, new TypeReference<Map<String, Object>>() {}),
        recipe.seed(),
        device.name(),
        precision.toString(),
        steps,
        versions(),
        verdict.test(),
        verdict.calibration());
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("djl", Engine.getDjlVersion());
    versions.put("pytorch", Engine.getInstance().getVersion());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
