package dev.residual.training;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.model.Description;
import dev.residual.model.ModelStore;
import dev.residual.model.Normalization;
import dev.residual.model.SavedModel;
import dev.residual.model.TestResult;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.torch.GradMode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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
  private static final String PRECISION = "fp32";

  private final Datasets datasets;
  private final Devices devices;
  private final ModelStore store;
  private final JsonMapper json;
  private final Clock clock;

  Trainer(Datasets datasets, Devices devices, ModelStore store, JsonMapper json, Clock clock) {
    this.datasets = datasets;
    this.devices = devices;
    this.store = store;
    this.json = json;
    this.clock = clock;
  }

  /** The devices that train, one training each at a time. */
  public List<ComputeDevice> devices() {
    return devices.forTraining();
  }

  /** The precision in which a device trains. */
  public String precision() {
    return PRECISION;
  }

  /**
   * Refuses what cannot work, so that nobody waits for it.
   *
   * @param device one of {@link #devices()}
   * @throws dev.residual.dataset.UnknownDatasetException if no data set bears the name
   * @throws dev.residual.dataset.DatasetNotReadyException if the data set is not there
   * @throws ImpossibleRecipeException naming field and reason
   */
  public void requireFeasible(Recipe recipe, ComputeDevice device) {
    datasets.requireReady(recipe.dataset());
    Feasibility.require(recipe, datasets.load(recipe.dataset()), device);
  }

  /**
   * Trains on this thread from the first step to the last, then writes the model.
   *
   * @param device one of {@link #devices()}, which nobody else uses meanwhile
   * @param key where the model is to lie in the store
   * @throws OutOfDeviceMemoryException when the device has too little memory
   * @throws AbandonedException when the observer no longer wants it
   * @throws DivergedException when the loss is not finite
   */
  public SavedModel train(
      Recipe recipe, ComputeDevice device, String key, TrainingObserver observer) {
    try {
      return trainAndSave(recipe, device, key, observer);
    } catch (EngineException e) {
      if (String.valueOf(e.getMessage())
          .matches("(?s).*(not enough|out of|can't allocate) memory.*")) {
        throw new OutOfDeviceMemoryException(device.name(), e);
      }
      throw e;
    }
  }

  private SavedModel trainAndSave(
      Recipe recipe, ComputeDevice device, String key, TrainingObserver observer) {
    GradMode.off();
    Dataset dataset = datasets.load(recipe.dataset());
    Material material = Material.of(recipe, dataset);
    int classes = dataset.labels().size();
    try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
      var run = new TrainingRun(recipe, material, classes, observer, clock, manager);
      for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
        EpochReport report = run.epoch(epoch);
        log.info("epoch {}/{} - {}", epoch, recipe.epochs(), report);
        observer.epochEnded(report);
      }
      Score score = run.test();
      TestResult test =
          new TestResult("test", score.pictures(), score.loss(), score.top1(), score.top5());
      return store.save(key, run.network(), description(recipe, dataset, device, test));
    }
  }

  private Description description(
      Recipe recipe, Dataset dataset, ComputeDevice device, TestResult test) {
    return new Description(
        recipe.architecture(),
        TrainingRun.CHANNELS,
        recipe.imageSize(),
        Normalization.ARTICLE,
        dataset.labels(),
        dataset.name(),
        dataset.digests(),
        json.convertValue(recipe, new TypeReference<Map<String, Object>>() {}),
        recipe.seed(),
        device.name(),
        PRECISION,
        versions(),
        test);
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("djl", Engine.getDjlVersion());
    versions.put("pytorch", Engine.getInstance().getVersion());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
