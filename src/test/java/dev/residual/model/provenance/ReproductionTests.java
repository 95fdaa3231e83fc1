package dev.residual.model.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.model.provenance.Reproduction.Difference;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReproductionTests {

  private static final UUID MODEL = UUID.randomUUID();
  private static final Outcome FIRST = outcome("aa", 0.912, provenance("cpu", 4, "c0ffee"));

  @Test
  void equalDigestsAreTheSameWeights() {
    Reproduction result = Reproduction.of(MODEL, FIRST, FIRST);

    assertThat(result.sameWeights()).isTrue();
    assertThat(result.accuracyDifference()).isZero();
    assertThat(result.differences()).isEmpty();
    assertThat(result.verdict())
        .isEqualTo(
            "Same weights: the training gave the same numbers again, bit for bit, and so the same"
                + " accuracy of 91.20 %.");
  }

  @Test
  void otherWeightsAreExplainedByWhatDiffers() {
    Outcome again = outcome("bb", 0.9095, provenance("cpu", 2, "c0ffee"));
    Reproduction result = Reproduction.of(MODEL, FIRST, again);

    assertThat(result.sameWeights()).isFalse();
    assertThat(result.accuracyDifference()).isCloseTo(-0.0025, within(1e-12));
    assertThat(result.differences()).containsExactly(new Difference("threads", "4", "2"));
    assertThat(result.verdict())
        .isEqualTo(
            "Other weights: the accuracy is 90.95 % instead of 91.20 %. What differs and can be the"
                + " reason: threads (2, was 4).");
  }

  @Test
  void everyKnownDifferenceIsListed() {
    Outcome first =
        new Outcome(
            "aa", 0.9, "bf16", 100L, Map.of("djl", "1", "cuda", "12.8"), FIRST.provenance());
    Outcome again =
        new Outcome("bb", 0.9, "fp32", 90L, Map.of("djl", "2"), provenance("gpu0", 2, "abcdef"));

    assertThat(Reproduction.of(MODEL, first, again).differences())
        .extracting(Difference::what)
        .containsExactly(
            "precision",
            "steps",
            "device",
            "threads",
            "accelerations.bf16",
            "versions.djl",
            "commit");
  }

  @Test
  void otherWeightsWithoutAKnownDifferenceAreExplainedToo() {
    Outcome gpu = outcome("aa", 0.9, provenance("gpu0", 2, "c0ffee"));
    Outcome gpuAgain = outcome("bb", 0.9, provenance("gpu0", 2, "c0ffee"));
    Outcome old = outcome("cc", 0.9, null);
    Outcome cpuAgain = outcome("dd", 0.9, FIRST.provenance());

    assertThat(Reproduction.of(MODEL, gpu, gpuAgain).verdict()).contains("a GPU may add numbers");
    assertThat(Reproduction.of(MODEL, old, cpuAgain).verdict()).contains("An earlier version");
    assertThat(Reproduction.of(MODEL, FIRST, cpuAgain).verdict()).contains("please report");
  }

  private static Outcome outcome(String sha256, double top1, @Nullable Provenance provenance) {
    return new Outcome(sha256, top1, "fp32", 100L, Map.of("djl", "1"), provenance);
  }

  private static Provenance provenance(String device, int threads, String commit) {
    TreeMap<String, String> accelerations = new TreeMap<>(Map.of("bf16", device));
    return new Provenance(
        UUID.randomUUID(),
        Map.of(),
        "00ff",
        null,
        new Build("1.0", commit, false),
        new Machine(device, "processor", threads, "Linux amd64", accelerations));
  }
}
