package dev.residual.job;

import static java.util.Comparator.comparingLong;

import dev.residual.dataset.UnknownDatasetException;
import dev.residual.nn.UnknownArchitectureException;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.ImpossibleRecipeException;
import dev.residual.training.Recipe;
import dev.residual.training.Trainer;
import dev.residual.web.Problem;
import java.util.List;
import org.springframework.stereotype.Component;

/** Refuses a request for a job that could not be trained, naming the field. */
@Component
class Doorkeeper {

  private final Trainer trainer;
  private final Fleet fleet;

  Doorkeeper(Trainer trainer, Fleet fleet) {
    this.trainer = trainer;
    this.fleet = fleet;
  }

  /**
   * @param request with its defaults filled in
   */
  void validate(JobRequest request) {
    Recipe recipe = recipe(request);
    try {
      trainer.requireFeasible(recipe, device(request));
    } catch (UnknownDatasetException e) {
      throw Problem.refused("dataset", e.getMessage());
    } catch (ImpossibleRecipeException e) {
      throw Problem.impossible(e.field(), e.reason());
    }
  }

  private static Recipe recipe(JobRequest request) {
    try {
      return request.toRecipe();
    } catch (UnknownArchitectureException | IllegalArgumentException e) {
      throw Problem.refused("architecture", e.getMessage());
    } catch (ImpossibleRecipeException e) {
      // Each field is in its range, so it is together that they cannot work.
      throw Problem.impossible(e.field(), e.reason());
    }
  }

  /** Returns the device with the least memory among those that the request allows. */
  private ComputeDevice device(JobRequest request) {
    List<ComputeDevice> devices = fleet.devices();
    return devices.stream()
        .filter(device -> allows(request, device))
        .min(comparingLong(ComputeDevice::memoryBytes))
        .orElseThrow(() -> unknownDevice(request, devices));
  }

  private static boolean allows(JobRequest request, ComputeDevice device) {
    return JobRequest.ANY_DEVICE.equals(request.device()) || device.name().equals(request.device());
  }

  private static Problem unknownDevice(JobRequest request, List<ComputeDevice> devices) {
    List<String> names = devices.stream().map(ComputeDevice::name).distinct().toList();
    return Problem.impossible(
        "device",
        "must be auto or one of %s, was %s".formatted(String.join(", ", names), request.device()));
  }
}
