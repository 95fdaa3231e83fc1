package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceSlotsTests {

  private static final ComputeDevice FIRST = gpu("gpu0");
  private static final ComputeDevice SECOND = gpu("gpu1");

  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();
  private DeviceSlots slots;

  @BeforeEach
  void twoDevices() {
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(FIRST, SECOND));
    slots = new DeviceSlots(devices);
  }

  @Test
  void twoJobsGetOneDeviceEach() {
    assertThat(slots.count()).isEqualTo(2);
    assertThat(slots.acquire("auto", one)).contains(FIRST);
    assertThat(slots.acquire("auto", two)).contains(SECOND);

    assertThat(slots.jobOn(FIRST)).contains(one);
    assertThat(slots.jobOn(SECOND)).contains(two);
    assertThat(slots.acquire("auto", UUID.randomUUID())).isEmpty();
  }

  @Test
  void jobForAnyDeviceTakesOnlyOne() {
    slots.acquire("auto", one);

    assertThat(slots.jobOn(SECOND)).isEmpty();
  }

  @Test
  void jobGetsTheNamedDevice() {
    assertThat(slots.acquire("gpu1", one)).contains(SECOND);

    assertThat(slots.jobOn(FIRST)).isEmpty();
    assertThat(slots.acquire("auto", two)).contains(FIRST);
  }

  @Test
  void jobGetsOnlyTheNamedDevice() {
    slots.acquire("gpu1", one);

    assertThat(slots.acquire("gpu1", two)).isEmpty();
    assertThat(slots.acquire("gpu2", two)).isEmpty();
    assertThat(slots.jobOn(SECOND)).contains(one);
  }

  @Test
  void releasedDeviceCanBeAcquiredAgain() {
    slots.acquire("gpu0", one);
    slots.release(FIRST);

    assertThat(slots.jobOn(FIRST)).isEmpty();
    assertThat(slots.acquire("gpu0", two)).isEqualTo(Optional.of(FIRST));
  }

  @Test
  void jobWaitsForADryRunAndGetsItsDeviceBeforeAnotherDryRun() {
    slots.acquire("gpu1", one);
    assertThat(slots.acquireForDryRun("auto", UUID.randomUUID())).contains(FIRST);

    CompletableFuture<Optional<ComputeDevice>> job =
        CompletableFuture.supplyAsync(() -> slots.acquire("auto", two));
    await().until(() -> slots.waiting() == 1);
    assertThat(slots.acquireForDryRun("auto", UUID.randomUUID())).isEmpty();
    slots.release(FIRST);

    assertThat(job.join()).contains(FIRST);
    assertThat(slots.jobOn(FIRST)).contains(two);
    assertThat(slots.waiting()).isZero();
  }

  @Test
  void jobDoesNotWaitForADryRunOnADeviceThatItDoesNotWant() {
    slots.acquire("gpu1", one);
    slots.acquireForDryRun("gpu0", UUID.randomUUID());

    assertThat(slots.acquire("gpu1", two)).isEmpty();
  }

  @Test
  void dryRunDoesNotWait() {
    slots.acquire("auto", one);
    slots.acquire("auto", two);

    assertThat(slots.acquireForDryRun("auto", UUID.randomUUID())).isEmpty();
  }

  private static ComputeDevice gpu(String name) {
    return new ComputeDevice(name, ComputeDevice.Kind.GPU, 8L << 30, 0, Map.of());
  }
}
