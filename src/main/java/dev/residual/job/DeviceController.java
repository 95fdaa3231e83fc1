package dev.residual.job;

import dev.residual.cluster.WorkerRegistry;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Devices", description = "What trains")
class DeviceController {

  /**
   * A device.
   *
   * @param worker the process that trains on it
   * @param memoryBytes its whole memory
   * @param precisions in which it trains; a job that asks for none takes the last
   * @param accelerations faster ways of computing: {@code on}, or why not
   * @param busyWith the job that it trains
   */
  record DeviceView(
      String name,
      String worker,
      ComputeDevice.Kind kind,
      long memoryBytes,
      List<String> precisions,
      Map<String, String> accelerations,
      @Nullable UUID busyWith) {}

  /** Devices under a name, so that the answer may grow. */
  record DeviceViews(List<DeviceView> items) {}

  private final WorkerRegistry workers;
  private final BusyDevices busyDevices;

  DeviceController(WorkerRegistry workers, BusyDevices busyDevices) {
    this.workers = workers;
    this.busyDevices = busyDevices;
  }

  @GetMapping("/devices")
  @Operation(
      summary =
          "The devices that train: in which precisions, how fast, and which job each is busy with")
  DeviceViews devices() {
    Map<BusyDevices.Slot, UUID> busy = busyDevices.jobs();
    return new DeviceViews(workers.members().stream().map(each -> view(each, busy)).toList());
  }

  private static DeviceView view(WorkerRegistry.Member member, Map<BusyDevices.Slot, UUID> busy) {
    ComputeDevice device = member.device();
    return new DeviceView(
        device.name(),
        member.worker(),
        device.kind(),
        device.memoryBytes(),
        device.precisions().stream().map(Precision::toString).toList(),
        accelerations(device),
        busy.get(new BusyDevices.Slot(member.worker(), device.name())));
  }

  private static Map<String, String> accelerations(ComputeDevice device) {
    Map<String, String> named = new TreeMap<>();
    device.accelerations().forEach((each, state) -> named.put(each.toString(), state));
    return named;
  }
}
