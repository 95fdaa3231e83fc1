package dev.residual.inference;

import dev.residual.model.ModelStore;
import dev.residual.model.ModelVerificationException;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.RegisteredModel;
import dev.residual.onednn.OneDnn;
import dev.residual.onednn.OneDnnException;
import dev.residual.storage.ArtifactException;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a stored model ready to answer, in the fastest way in which it stays true. */
final class ModelLoader {

  private static final Logger log = LoggerFactory.getLogger(ModelLoader.class);

  private final ModelStore store;
  private final ComputeDevice device;
  private final List<Backend> ways;
  private final int batch;

  ModelLoader(ModelStore store, ComputeDevice device, ServingSettings settings) {
    String engine = settings.backend();
    String precision = settings.precision();
    this.store = store;
    this.device = device;
    batch = settings.maxBatchSize();
    ways =
        ways(device, engine).stream()
            .filter(way -> engine.equals("auto") || engine.equals(way.engine().toString()))
            .filter(way -> precision.equals("auto") || precision.equals(way.precision().toString()))
            .toList();
    if (ways.isEmpty()) {
      throw new IllegalStateException(
          "residual.serving.backend is %s and precision %s, but %s has only: %s"
              .formatted(engine, precision, device.name(), ways(device, "auto")));
    }
  }

  /** The fastest first. */
  private static List<Backend> ways(ComputeDevice device, String engine) {
    List<Backend> ways = new ArrayList<>();
    if (device.kind() == ComputeDevice.Kind.CPU
        && !engine.equals(Backend.Engine.LIBTORCH.toString())) {
      Optional<String> obstacle = OneDnn.obstacle();
      if (obstacle.isEmpty()) {
        log.info("Networks that answer are compiled by oneDNN {}", OneDnn.version());
        device.precisions().forEach(each -> ways.add(0, new Backend(Backend.Engine.ONEDNN, each)));
      } else {
        log.info("Networks that answer are not compiled: {}", obstacle.get());
      }
    }
    ways.add(new Backend(Backend.Engine.LIBTORCH, Precision.FP32));
    return ways;
  }

  /**
   * Prepares a model, and lets it answer what it answered when it was trained.
   *
   * @throws dev.residual.storage.ArtifactException if its weights are gone or damaged
   * @throws dev.residual.model.ModelVerificationException if its answers are others in each way
   */
  LoadedModel of(RegisteredModel model) {
    long start = System.nanoTime();
    LoadedModel prepared;
    try {
      prepared = firstTrue(model, store.checkImages(model.saved()));
    } catch (ArtifactException e) {
      log.warn("Model {} cannot be served: {}", model.id(), e.getMessage());
      throw e;
    }
    log.info(
        "Model {} is ready in {} after {} ms",
        model.id(),
        prepared.way(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return prepared;
  }

  private LoadedModel firstTrue(RegisteredModel model, Optional<ReferenceSamples> expected) {
    for (Backend way : ways.subList(0, ways.size() - 1)) {
      try {
        return prepared(model, way, expected);
      } catch (ModelVerificationException e) {
        log.warn("{}; another way is tried", e.getMessage());
      }
    }
    return prepared(model, ways.get(ways.size() - 1), expected);
  }

  private LoadedModel prepared(
      RegisteredModel model, Backend way, Optional<ReferenceSamples> expected) {
    LoadedModel prepared = computable(model, way);
    try {
      expected.ifPresent(images -> ModelVerifier.require(model.id(), prepared, images));
      return prepared;
    } catch (Throwable e) {
      prepared.close();
      throw e;
    }
  }

  private LoadedModel computable(RegisteredModel model, Backend way) {
    try {
      return new LoadedModel(model, store, device, way, batch);
    } catch (OneDnnException e) {
      throw new ModelVerificationException(
          "Model %s cannot be computed in %s here: %s".formatted(model.id(), way, e.getMessage()));
    }
  }
}
