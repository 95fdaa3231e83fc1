package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AccelerationProbeTests {

  @Test
  void fusedUpdatesAreRightOnThisMachine() {
    assertThat(found(true, true)).containsEntry(Acceleration.FUSED_UPDATES, "on");
  }

  @Test
  void aProcessorThatMultipliesBf16TrainsInItChannelsLast() {
    assumeThat(CpuFlags.haveBf16()).isTrue();
    assumeThat(OneDnnCheck.obstacle()).isEmpty();

    assertThat(found(true, true))
        .containsEntry(Acceleration.BF16, "on")
        .containsEntry(Acceleration.CHANNELS_LAST, "on");
  }

  @Test
  void aProcessorThatDoesNotMultiplyBf16TrainsInFp32() {
    Map<Acceleration, String> found = found(true, false);

    assertThat(found)
        .containsEntry(Acceleration.BF16, "the device does not multiply bfloat16")
        .containsEntry(Acceleration.CHANNELS_LAST, "goes with bf16 only");
    assertThat(ComputeDevice.cpu(1, found).precisions()).containsExactly(Precision.FP32);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noHelpersOfOpenMpStayBehindToSlowATrainingDown() throws Exception {
    FutureTask<List<String>> trial =
        new FutureTask<>(
            () -> {
              found(true, true);
              await().until(() -> !namesOfThreads().contains("accelerations"));
              return namesOfThreads();
            });
    new Thread(trial, "caller").start();

    // A helper has the name of the thread that it helps.
    assertThat(trial.get()).containsOnlyOnce("caller");
  }

  private static List<String> namesOfThreads() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        names.add(Files.readString(thread.resolve("comm")).strip());
      }
    } catch (NoSuchFileException e) {
      return namesOfThreads(); // one ended meanwhile
    }
    return names;
  }

  @Test
  void theyCanBeSwitchedOff() {
    Map<Acceleration, String> found = new EnumMap<>(found(false, true));
    found.remove(Acceleration.ONEDNN); // not a matter of settings

    assertThat(found.values()).containsOnly("switched off by residual.torch.accelerate");
  }

  @Test
  void updatesThatGoWrongAreDropped() {
    GradMode.off();
    UpdateKernels wrong =
        new ReferenceKernels() {
          @Override
          public void adam(
              TensorList weights,
              TensorList gradients,
              TensorList means,
              TensorList variances,
              NDArray steps,
              AdamRule rule,
              @Nullable NDArray divisor) {
            super.adam(weights, gradients, means, variances, steps, rule, null);
          }
        };
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(new NumericsCheck(ComputeDevice.Kind.CPU, manager).ofUpdates(wrong))
          .hasValueSatisfying(reason -> assertThat(reason).startsWith("differs from plain by"));
    }
  }

  @Test
  void theFlagsOfTheProcessorTellWhetherItMultipliesBf16(@TempDir Path folder) throws IOException {
    Path with =
        Files.writeString(folder.resolve("with"), "model : x\nflags\t: sse avx512_bf16 a\n");
    Path without = Files.writeString(folder.resolve("without"), "flags\t: sse avx512f\n");

    assertThat(CpuFlags.haveBf16(with)).isTrue();
    assertThat(CpuFlags.haveBf16(without)).isFalse();
    assertThat(CpuFlags.haveBf16(folder.resolve("none"))).isFalse();
  }

  private static Map<Acceleration, String> found(boolean accelerate, boolean bf16) {
    return new AccelerationProbe(new TorchSettings(accelerate, false))
        .of(ComputeDevice.Kind.CPU, Device.cpu(), bf16);
  }
}
