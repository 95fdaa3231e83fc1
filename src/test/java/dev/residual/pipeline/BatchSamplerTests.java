package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTests {

  @Test
  void epochHasEachImageOnce() {
    List<Batch> epoch = new BatchSampler(10, 4, 42).epoch(0);

    assertThat(epoch).extracting(batch -> batch.images().length).containsExactly(4, 4, 2);
    assertThat(
            epoch.stream().flatMapToInt(batch -> Arrays.stream(batch.images())).sorted().toArray())
        .isEqualTo(IntStream.range(0, 10).toArray());
  }

  @Test
  void countsBatchesPerEpoch() {
    assertThat(new BatchSampler(60_000, 64, 42).count()).isEqualTo(938);
    assertThat(new BatchSampler(64, 64, 42).count()).isEqualTo(1);
    assertThat(new BatchSampler(1, 1024, 42).count()).isEqualTo(1);
  }

  @Test
  void onlyTheLastBatchMayBeSmaller() {
    assertThat(new BatchSampler(128, 64, 42).sizes()).containsExactly(64);
    assertThat(new BatchSampler(130, 64, 42).sizes()).containsExactly(64, 2);
    assertThat(new BatchSampler(30, 64, 42).sizes()).containsExactly(30);
  }

  @Test
  void orderDependsOnSeedAndEpochOnly() {
    BatchSampler batches = new BatchSampler(1000, 1000, 42);
    int[] third = batches.epoch(2).get(0).images();

    assertThat(new BatchSampler(1000, 1000, 42).epoch(2).get(0).images()).isEqualTo(third);
    assertThat(batches.epoch(1).get(0).images()).isNotEqualTo(third);
    assertThat(new BatchSampler(1000, 1000, 43).epoch(2).get(0).images()).isNotEqualTo(third);
    assertThat(new BatchSampler(1000, 1000, 44).epoch(0).get(0).images()).isNotEqualTo(third);
  }

  @Test
  void orderIsTheSameOnEveryJvm() {
    // The order is fixed, because a checkpoint may be resumed on another machine or a later Java.
    assertThat(new BatchSampler(10, 10, 42).epoch(0).get(0).images())
        .containsExactly(9, 3, 7, 5, 4, 8, 2, 6, 0, 1);
  }

  @Test
  void everyOrderIsEquallyLikely() {
    Map<String, Integer> seen = new HashMap<>();
    BatchSampler batches = new BatchSampler(4, 4, 7);
    for (int epoch = 0; epoch < 24_000; epoch++) {
      seen.merge(Arrays.toString(batches.epoch(epoch).get(0).images()), 1, Integer::sum);
    }

    // Each is expected 1,000 times, and five standard deviations are 155.
    assertThat(seen).hasSize(24);
    assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(845, 1155));
  }

  @Test
  void smallerLimitIsPrefixOfLargerOne() {
    int[] small = BatchSampler.first(100, 10, 42);

    assertThat(BatchSampler.first(100, 20, 42))
        .startsWith(small)
        .doesNotHaveDuplicates()
        .hasSize(20);
    assertThat(BatchSampler.first(100, 10, 43)).isNotEqualTo(small);
    assertThat(BatchSampler.first(100, 200, 42)).hasSize(100);
  }

  @Test
  void invalidArgumentsAreRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchSampler(0, 64, 42));
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchSampler(10, 0, 42));
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchSampler(10, 1, 42).epoch(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchSampler.first(10, 0, 42));
  }
}
