package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class DevicesTests {

  @Test
  void withNoGpuTheProcessorTrainsAndServes() {
    Devices devices = new Devices(gpus(0));

    assertThat(devices.forTraining()).extracting(ComputeDevice::name).containsExactly("cpu");
    assertThat(devices.forServing().inDjl()).isEqualTo(Device.cpu());
    assertThat(devices.named("cpu").memoryBytes()).isGreaterThan(1L << 28);
  }

  @Test
  void everyGpuTrainsAndTheFirstServes() {
    Devices devices = new Devices(gpus(2));

    assertThat(devices.forTraining())
        .extracting(ComputeDevice::name)
        .containsExactly("gpu0", "gpu1");
    assertThat(devices.named("gpu1").inDjl()).isEqualTo(Device.gpu(1));
    assertThat(devices.named("gpu1").memoryBytes()).isEqualTo(24L << 30);
    assertThat(devices.forServing().name()).isEqualTo("gpu0");
  }

  @Test
  void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> new Devices(gpus(0)).named("gpu0"))
        .hasMessage("gpu0 is not a device of this machine; it has cpu");
  }

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
    };
  }
}
