package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous successive halving (Li et al., 2018, "A System for Massively Parallel Hyperparameter
 * Tuning"). Each trial is trained to the first rung and is paused there. The best part of those
 * that have reached a rung are trained to the next one.
 *
 * @param name {@code asha}
 * @param minEpochs epochs of the first rung; null for 1
 * @param reductionFactor one of so many trials goes on from each rung, and each rung has so many
 *     times the epochs of the one before; null for 3
 */
@Schema(name = "SweepEarlyStopping")
public record Asha(
    @Schema(description = "asynchronous successive halving; the only one, and the default")
        @Nullable Name name,
    @Schema(description = "the epochs after which trials are compared first; default 1")
        @Range(min = 1, max = 1000, message = "must be between {min} and {max}")
        @Nullable Integer minEpochs,
    @Schema(
            description =
                "one of so many trials goes on from each rung, and each rung has so many times the"
                    + " epochs of the one before; default 3")
        @Range(min = 2, max = 10, message = "must be between {min} and {max}")
        @Nullable Integer reductionFactor) {

  /** The names of the ways to stop early. */
  public enum Name {
    @JsonProperty("asha")
    ASHA
  }

  int factor() {
    return reductionFactor == null ? 3 : reductionFactor;
  }

  /** Returns the epochs of each rung below the last one, which has all epochs. */
  List<Integer> rungs(int epochs) {
    List<Integer> rungs = new ArrayList<>();
    for (long rung = minEpochs == null ? 1 : minEpochs; rung < epochs; rung *= factor()) {
      rungs.add((int) rung);
    }
    return rungs;
  }
}
