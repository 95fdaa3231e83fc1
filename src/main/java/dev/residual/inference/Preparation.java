package dev.residual.inference;

import dev.residual.model.CheckPictures;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
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
            ? prepared(model, Precision.FP32)
            : fast(model, expected);
    expected.ifPresent(pictures -> require(model, prepared, pictures));
    log.info(
        "Model {} is ready in {} after {} ms",
        model.id(),
        prepared.precision(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return prepared;
  }

  private PreparedModel fast(RegisteredModel model, Optional<CheckPictures> expected) {
    PreparedModel fast = prepared(model, Precision.BF16);
    float error = expected.map(pictures -> Truth.largestError(fast, pictures)).orElse(0f);
    if (precision.equals("bf16") || error <= Truth.tolerance(Precision.BF16)) {
      return fast;
    }
    fast.close();
    log.info("Model {} is served in fp32: in bf16 a probability differs by {}", model.id(), error);
    return prepared(model, Precision.FP32);
  }

  private PreparedModel prepared(RegisteredModel model, Precision in) {
    return new PreparedModel(model, store, device, in);
  }

  private static void require(
      RegisteredModel model, PreparedModel prepared, CheckPictures expected) {
    float error = Truth.largestError(prepared, expected);
    // Written so that NaN is refused too.
    if (!(error <= Truth.tolerance(prepared.precision()))) {
      prepared.close();
      throw Truth.untrue(model, error, prepared.precision());
    }
  }
}
