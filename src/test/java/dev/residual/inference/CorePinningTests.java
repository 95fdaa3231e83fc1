package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.residual.torch.CpuAffinity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorePinningTests {

  @ParameterizedTest
  @CsvSource({
    "2, 1, 2, true",
    "1, 1, 2, false",
    "3, 1, 2, false",
    "2, 2, 2, false",
    "2, 1, 1, false"
  })
  void theresASeatForEachThreadIfThereAreAsManyOfBoth(
      int threads, int cores, int inUse, boolean seats) {
    ServingSettings settings =
        new ServingSettings(
            threads, cores, "auto", "auto", 8, 256, Duration.ZERO, Duration.ofSeconds(1), 1);

    assertThat(CorePinning.fitting(settings, List.of(4, 6), inUse))
        .isEqualTo(seats ? List.of(4, 6) : List.of());
  }

  @Test
  void aThreadStaysOnItsProcessorWhichIsTheNextOnesAfterIt() throws Exception {
    List<Integer> all = CpuAffinity.ofThisThread();
    assumeThat(all).as("a system that tells").isNotEmpty();
    CorePinning seats = new CorePinning(all.subList(0, 1));

    assertThat(whereAThreadRuns(seats)).isEqualTo(all.subList(0, 1));
    assertThat(whereAThreadRuns(seats)).isEqualTo(all.subList(0, 1));
  }

  @Test
  void aThreadThatFindsNoSeatRunsWhereverItMay() throws Exception {
    assertThat(whereAThreadRuns(new CorePinning(List.of()))).isEqualTo(CpuAffinity.ofThisThread());
  }

  private static List<Integer> whereAThreadRuns(CorePinning seats) throws Exception {
    List<Integer> processors = new ArrayList<>();
    Thread thread =
        new Thread(() -> seats.run(() -> processors.addAll(CpuAffinity.ofThisThread())));
    thread.start();
    thread.join();
    return processors;
  }
}
