package dev.residual.job.web;

import dev.residual.cluster.DeviceUsers;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoint of devices. */
@RestController
@Tag(name = "Devices", description = "The devices that train jobs")
class DeviceController {

  /**
   * A device that trains jobs.
   *
   * @param worker the worker process that has the device
   * @param memoryBytes its total memory
   * @param precisions the precisions in which it can train; {@code auto} takes the last one
   * @param accelerations the accelerations of this service: {@code on}, the reason why not, or
   *     {@code on} and the reason why a network did without it
   * @param busyWith the id of the job that it trains, or of the evaluation that it runs
   */
  record DeviceView(
      String name,
      String worker,
      ComputeDevice.Kind kind,
      long memoryBytes,
      List<String> precisions,
      Map<String, String> accelerations,
      @Nullable UUID busyWith) {}

  /** The devices, wrapped in an object so that fields can be added later. */
  record DeviceViews(List<DeviceView> items) {}

  private final WorkerRegistry workers;
  private final List<DeviceUsers> users;

  DeviceController(WorkerRegistry workers, List<DeviceUsers> users) {
    this.workers = workers;
    this.users = users;
  }

  @GetMapping("/devices")
  @Operation(
      operationId = "listDevices",
      summary = "List the devices of all workers, their accelerations and the jobs they train")
  DeviceViews devices() {
    Map<DeviceUsers.Slot, UUID> busy = new HashMap<>();
    users.forEach(each -> busy.putAll(each.users()));
    return new DeviceViews(workers.members().stream().map(each -> view(each, busy)).toList());
  }

  private static DeviceView view(WorkerRegistry.Member member, Map<DeviceUsers.Slot, UUID> busy) {
    ComputeDevice device = member.device();
    return new DeviceView(
        device.name(),
        member.worker(),
        device.kind(),
        device.memoryBytes(),
        device.precisions().stream().map(Precision::toString).toList(),
        accelerations(device),
        busy.get(new DeviceUsers.Slot(member.worker(), device.name())));
  }

  private static Map<String, String> accelerations(ComputeDevice device) {
    Map<String, String> named = new TreeMap<>();
    device.accelerations().forEach((each, state) -> named.put(each.toString(), state));
    return named;
  }
}
