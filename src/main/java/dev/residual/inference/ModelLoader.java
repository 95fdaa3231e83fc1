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
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads stored models with the fastest backend in which they pass verification. */
final class ModelLoader {

  private static final Logger log = LoggerFactory.getLogger(ModelLoader.class);

  private final ModelStore store;
  private final ComputeDevice device;
  private final List<Backend> backends;
  private final int maxBatchSize;

  ModelLoader(ModelStore store, ComputeDevice device, ServingSettings settings) {
    String engine = settings.backend();
    String precision = settings.precision();
    this.store = store;
    this.device = device;
    maxBatchSize = settings.maxBatchSize();
    backends =
        backends(device, engine).stream()
            .filter(backend -> engine.equals("auto") || engine.equals(backend.engine().toString()))
            .filter(
                backend ->
                    precision.equals("auto") || precision.equals(backend.precision().toString()))
            .toList();
    if (backends.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "residual.serving.backend is %s and precision %s, but %s has only: %s",
              engine,
              precision,
              device.name(),
              backends(device, "auto")));
    }
  }

  /** Returns the backends of a device, the fastest first. */
  private static List<Backend> backends(ComputeDevice device, String engine) {
    List<Backend> backends = new ArrayList<>();
    if (device.kind() == ComputeDevice.Kind.CPU
        && !engine.equals(Backend.Engine.LIBTORCH.toString())) {
      Optional<String> unavailableReason = OneDnn.unavailableReason();
      if (unavailableReason.isEmpty()) {
        log.info("Networks are compiled by oneDNN {}", OneDnn.version());
        device
            .precisions()
            .forEach(each -> backends.add(0, new Backend(Backend.Engine.ONEDNN, each)));
      } else {
        log.info("Networks are not compiled by oneDNN: {}", unavailableReason.get());
      }
    }
    backends.add(new Backend(Backend.Engine.LIBTORCH, Precision.FP32));
    return backends;
  }

  /**
   * Loads and verifies a model.
   *
   * @throws dev.residual.storage.ArtifactException if its weights are missing or damaged
   * @throws dev.residual.model.ModelVerificationException if it passes verification with no backend
   */
  LoadedModel load(RegisteredModel model) {
    long start = System.nanoTime();
    LoadedModel loaded;
    try {
      loaded = firstVerified(model, store.referenceSamples(model.stored()));
    } catch (ArtifactException e) {
      log.warn("Model {} cannot be served: {}", model.id(), e.getMessage());
      throw e;
    }
    log.info(
        "Model {} was loaded in {} in {} ms",
        model.id(),
        loaded.backend(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return loaded;
  }

  private LoadedModel firstVerified(RegisteredModel model, Optional<ReferenceSamples> expected) {
    for (Backend backend : backends.subList(0, backends.size() - 1)) {
      try {
        return loadVerified(model, backend, expected);
      } catch (ModelVerificationException e) {
        log.warn("{}; the next backend is tried", e.getMessage());
      }
    }
    return loadVerified(model, backends.get(backends.size() - 1), expected);
  }

  private LoadedModel loadVerified(
      RegisteredModel model, Backend backend, Optional<ReferenceSamples> expected) {
    LoadedModel loaded = create(model, backend);
    try {
      expected.ifPresent(samples -> ModelVerifier.verify(model.id(), loaded, samples));
      return loaded;
    } catch (Throwable e) {
      loaded.close();
      throw e;
    }
  }

  private LoadedModel create(RegisteredModel model, Backend backend) {
    try {
      return new LoadedModel(model, store, device, backend, maxBatchSize);
    } catch (OneDnnException e) {
      throw new ModelVerificationException(
          String.format(
              Locale.ROOT,
              "Model %s cannot be computed in %s here: %s",
              model.id(),
              backend,
              e.getMessage()));
    }
  }
}
