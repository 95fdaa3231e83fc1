package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevicesTests {

  /** Reports what the hardware supports without checking its results. */
  private static final AccelerationProbe NO_PROBE =
      new AccelerationProbe(new TorchSettings(true, true), List.of()) {
        @Override
        Map<Acceleration, String> probe(ComputeDevice.Kind kind, Device device, boolean bf16) {
          return Map.of(Acceleration.BF16, bf16 ? ComputeDevice.ON : "not available");
        }
      };

  @Test
  void processorTrainsAndServesWithoutGpu() {
    Devices devices = devices(0);

    assertThat(devices.forTraining()).extracting(ComputeDevice::name).containsExactly("cpu");
    assertThat(devices.forServing().inDjl()).isEqualTo(Device.cpu());
    assertThat(devices.forServing().memoryBytes()).isGreaterThan(1L << 28);
  }

  @Test
  void allGpusTrainAndFirstServes() {
    Devices devices = devices(2);

    assertThat(devices.forTraining())
        .extracting(ComputeDevice::name)
        .containsExactly("gpu0", "gpu1");
    assertThat(devices.forTraining().get(1).inDjl()).isEqualTo(Device.gpu(1));
    assertThat(devices.forTraining().get(1).memoryBytes()).isEqualTo(24L << 30);
    assertThat(devices.forServing().name()).isEqualTo("gpu0");
  }

  @Test
  void gpuSupportsBf16IfItsHardwareDoes() {
    Devices devices = devices(2);

    assertThat(devices.forTraining().get(0).precisions()).containsExactly(Precision.FP32);
    assertThat(devices.forTraining().get(1).precisions())
        .containsExactly(Precision.FP32, Precision.BF16);
  }

  @Test
  void processorCanBeDivided() {
    Devices devices = devices(0, "cpu", "cpu");

    assertThat(devices.forTraining())
        .extracting(ComputeDevice::name)
        .containsExactly("cpu0", "cpu1");
    assertThat(devices.forTraining())
        .extracting(ComputeDevice::threads)
        .containsOnly(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(devices.forTraining().get(1).inDjl()).isEqualTo(Device.cpu());
    assertThat(devices.forServing().name()).isEqualTo("cpu");
    assertThat(devices.forServing().memoryBytes())
        .isGreaterThan(devices.forTraining().get(0).memoryBytes());
  }

  @Test
  void usesOnlyNamedGpus() {
    assertThat(devices(2, "gpu1").forTraining())
        .extracting(ComputeDevice::name)
        .containsExactly("gpu1");
  }

  @Test
  void namesMissingDevice() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> devices(0, "gpu0"))
        .withMessageContaining("residual.devices names gpu0");
  }

  @Test
  void gpuThatIsNamedTwiceIsRefused() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> devices(2, "gpu0", "gpu1", "gpu0"))
        .withMessageContaining("residual.devices names gpu0 twice");
  }

  private static Devices devices(int gpus, String... names) {
    return new Devices(gpus(gpus), NO_PROBE, new DeviceSettings(List.of(names)));
  }

  /** Returns GPUs of which only the second has bfloat16 instructions. */
  private static Gpus gpus(int count) {
    return new Gpus() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public long memoryBytes(int index) {
        return 24L << 30;
      }

      @Override
      public boolean haveBf16(int index) {
        return index == 1;
      }
    };
  }
}
