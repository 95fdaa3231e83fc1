package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.torch.ParameterGroup.AdamRule;
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
  void fusedUpdatesAreCorrectOnThisMachine() {
    assertThat(found(true, true)).containsEntry(Acceleration.FUSED_UPDATES, "on");
  }

  @Test
  void processorWithBf16UsesBf16AndChannelsLast() {
    assumeThat(CpuFlags.haveBf16()).isTrue();
    assumeThat(OneDnnCheck.failure()).isEmpty();

    assertThat(found(true, true))
        .containsEntry(Acceleration.BF16, "on")
        .containsEntry(Acceleration.CHANNELS_LAST, "on");
  }

  @Test
  void processorWithoutBf16SupportsOnlyFp32() {
    Map<Acceleration, String> found = found(true, false);

    assertThat(found)
        .containsEntry(Acceleration.BF16, "the device has no bfloat16 instructions")
        .containsEntry(Acceleration.CHANNELS_LAST, "it requires bf16");
    assertThat(ComputeDevice.cpu(1, found).precisions()).containsExactly(Precision.FP32);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void probeLeavesNoOpenMpThreads() throws Exception {
    FutureTask<List<String>> task =
        new FutureTask<>(
            () -> {
              found(true, true);
              await().until(() -> !namesOfThreads().contains("accelerations"));
              return namesOfThreads();
            });
    new Thread(task, "caller").start();

    // An OpenMP thread has the name of the thread that started it.
    assertThat(task.get()).containsOnlyOnce("caller");
  }

  private static List<String> namesOfThreads() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        names.add(Files.readString(thread.resolve("comm")).strip());
      }
    } catch (NoSuchFileException e) {
      return namesOfThreads(); // a thread has ended meanwhile
    }
    return names;
  }

  @Test
  void settingSwitchesAccelerationsOff() {
    Map<Acceleration, String> found = new EnumMap<>(found(false, true));
    found.remove(Acceleration.ONEDNN); // does not depend on the settings

    assertThat(found.values()).containsOnly("switched off by residual.torch.accelerate");
  }

  @Test
  void wrongUpdatesAreDetected() {
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
      assertThat(new NumericsCheck(ComputeDevice.Kind.CPU, manager).checkUpdates(wrong))
          .hasValueSatisfying(
              reason -> assertThat(reason).startsWith("its results differ from the reference by"));
    }
  }

  @Test
  void processorFlagsShowBf16Support(@TempDir Path folder) throws IOException {
    Path with =
        Files.writeString(folder.resolve("with"), "model : x\nflags\t: sse avx512_bf16 a\n");
    Path without = Files.writeString(folder.resolve("without"), "flags\t: sse avx512f\n");

    assertThat(CpuFlags.haveBf16(with)).isTrue();
    assertThat(CpuFlags.haveBf16(without)).isFalse();
    assertThat(CpuFlags.haveBf16(folder.resolve("none"))).isFalse();
  }

  private static Map<Acceleration, String> found(boolean accelerate, boolean bf16) {
    return new AccelerationProbe(new TorchSettings(accelerate, false), List.of())
        .probe(ComputeDevice.Kind.CPU, Device.cpu(), bf16);
  }
}
