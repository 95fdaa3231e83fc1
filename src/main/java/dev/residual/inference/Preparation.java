package dev.residual.inference;

import dev.residual.model.CheckPictures;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.model.UntrueModelException;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a stored model ready to answer, in the fastest precision in which it stays true. */
final class Preparation {

  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  private final ModelStore store;
  private final ComputeDevice device;
  private final String precision;

  Preparation(ModelStore store, ComputeDevice device, String precision) {
    this.store = store;
    this.device = device;
    this.precision = precision;
    if (precision.equals("bf16") && !hasBf16()) {
      throw new IllegalStateException(
          "residual.serving.precision is bf16, which %s does not have; take auto or fp32"
              .formatted(device.name()));
    }
  }

  private boolean hasBf16() {
    return device.has(Acceleration.BF16) && device.has(Acceleration.PACKED_CONVOLUTIONS);
  }

  /**
   * Prepares a model, and lets it answer what it answered when it was trained.
   *
   * @throws dev.residual.model.ArtifactException if its weights are gone or damaged
   * @throws dev.residual.model.UntrueModelException if its answers are others
   */
  PreparedModel of(RegisteredModel model) {
    long start = System.nanoTime();
    Optional<CheckPictures> expected = store.checkPictures(model.saved());
    PreparedModel prepared =
        precision.equals("fp32") || !hasBf16()
            ? prepared(model, Precision.FP32, expected)
            : fast(model, expected);
    log.info(
        "Model {} is ready in {} after {} ms",
        model.id(),
        prepared.precision(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return prepared;
  }

  private PreparedModel fast(RegisteredModel model, Optional<CheckPictures> expected) {
    try {
      return prepared(model, Precision.BF16, expected);
    } catch (UntrueModelException e) {
      if (precision.equals("bf16")) {
        throw e;
      }
      log.info("{}; it is served in fp32", e.getMessage());
      return prepared(model, Precision.FP32, expected);
    }
  }

  private PreparedModel prepared(
      RegisteredModel model, Precision in, Optional<CheckPictures> expected) {
    PreparedModel prepared = new PreparedModel(model, store, device, in);
    boolean checked = false;
    try {
      expected.ifPresent(pictures -> Truth.require(model.id(), prepared, pictures));
      checked = true;
      return prepared;
    } finally {
      if (!checked) {
        prepared.close();
      }
    }
  }
}
