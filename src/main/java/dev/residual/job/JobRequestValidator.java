package dev.residual.job;

import static java.util.Comparator.comparingLong;

import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.Trainer;
import dev.residual.web.Problem;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Rejects requests for jobs that cannot be trained. The error names the field. */
@Component
class JobRequestValidator {

  private final Trainer trainer;
  private final Datasets datasets;
  private final WorkerRegistry workers;

  JobRequestValidator(Trainer trainer, Datasets datasets, WorkerRegistry workers) {
    this.trainer = trainer;
    this.datasets = datasets;
    this.workers = workers;
  }

  /**
   * Checks that a well-formed request can be trained on the available devices and data sets.
   *
   * @return the request with the version of its data set, such as {@code pets@3} for {@code pets}
   * @throws Problem with status 422, or 400 for an unknown data set
   */
  JobRequest validate(JobRequest request) {
    try {
      request.training().requireConsistent();
      JobRequest resolved =
          request.withDataset(datasets.requireReady(request.training().dataset()).name());
      trainer.requireFeasible(resolved.training(), device(request));
      return resolved;
    } catch (DatasetNotReadyException e) {
      throw Problem.notReady("dataset", String.valueOf(e.getMessage()));
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
        String.format(
            Locale.ROOT,
            "must be auto or one of %s, was %s",
            String.join(", ", names),
            request.device()));
  }
}
