package dev.residual.job;

import static java.util.Comparator.comparingLong;

import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.Trainer;
import dev.residual.web.Problem;
import java.util.List;
import org.springframework.stereotype.Component;

/** Rejects requests for jobs that cannot be trained. The error names the field. */
@Component
class JobRequestValidator {

  private final Trainer trainer;
  private final WorkerRegistry workers;

  JobRequestValidator(Trainer trainer, WorkerRegistry workers) {
    this.trainer = trainer;
    this.workers = workers;
  }

  /**
   * Checks that a well-formed request can be trained on the available devices and data sets.
   *
   * @throws Problem with status 422, or 400 for an unknown data set
   */
  void validate(JobRequest request) {
    Recipe recipe = request.training();
    try {
      recipe.requireConsistent();
      trainer.requireFeasible(recipe, device(request));
    } catch (UnknownDatasetException e) {
      throw Problem.refused("dataset", e.reason());
    } catch (InvalidRecipeException e) {
      throw Problem.impossible(e.field(), e.reason());
    }
  }

  /** Returns the device with the least memory among those that the request allows. */
  private ComputeDevice device(JobRequest request) {
    List<ComputeDevice> devices = workers.devices();
    return devices.stream()
        .filter(device -> allows(request, device))
        .min(comparingLong(ComputeDevice::memoryBytes))
        .orElseThrow(() -> unknownDevice(request, devices));
  }

  private static boolean allows(JobRequest request, ComputeDevice device) {
    return DeviceSlots.ANY.equals(request.device()) || device.name().equals(request.device());
  }

  private static Problem unknownDevice(JobRequest request, List<ComputeDevice> devices) {
    List<String> names = devices.stream().map(ComputeDevice::name).distinct().toList();
    return Problem.impossible(
        "device",
        "must be auto or one of %s, was %s".formatted(String.join(", ", names), request.device()));
  }
}
