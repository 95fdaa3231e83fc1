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
  void threadsArePinnedIfThereAreAsManyAsCores(int threads, int cores, int inUse, boolean pinned) {
    ServingSettings settings =
        new ServingSettings(
            threads, cores, "auto", "auto", 8, 256, Duration.ZERO, Duration.ofSeconds(1), 1);

    assertThat(CorePinning.processorsToPin(settings, List.of(4, 6), inUse))
        .isEqualTo(pinned ? List.of(4, 6) : List.of());
  }

  @Test
  void processorIsFreeAgainWhenItsThreadEnds() throws Exception {
    List<Integer> all = CpuAffinity.ofThisThread();
    assumeThat(all).as("a system with CPU affinity").isNotEmpty();
    CorePinning pinning = new CorePinning(all.subList(0, 1));

    assertThat(processorsOfAThread(pinning)).isEqualTo(all.subList(0, 1));
    assertThat(processorsOfAThread(pinning)).isEqualTo(all.subList(0, 1));
  }

  @Test
  void unpinnedThreadMayUseEveryCore() throws Exception {
    assertThat(processorsOfAThread(new CorePinning(List.of())))
        .isEqualTo(CpuAffinity.ofThisThread());
  }

  private static List<Integer> processorsOfAThread(CorePinning pinning) throws Exception {
    List<Integer> processors = new ArrayList<>();
    Thread thread =
        new Thread(() -> pinning.run(() -> processors.addAll(CpuAffinity.ofThisThread())));
    thread.start();
    thread.join();
    return processors;
  }
}
