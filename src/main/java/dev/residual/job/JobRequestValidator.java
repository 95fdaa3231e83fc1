package dev.residual.job;

import static java.util.Comparator.comparingLong;

import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.model.ModelRegistry;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.InitialModel;
import dev.residual.training.Trainer;
import dev.residual.web.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rejects requests for jobs that cannot be trained. The error names the field. */
@Component
class JobRequestValidator {

  private final Trainer trainer;
  private final ModelRegistry registry;
  private final WorkerRegistry workers;

  JobRequestValidator(Trainer trainer, ModelRegistry registry, WorkerRegistry workers) {
    this.trainer = trainer;
    this.registry = registry;
    this.workers = workers;
  }

  /**
   * Checks that a well-formed request can be trained on the available devices and data sets.
   *
   * @return the request with the version of its data set, such as {@code pets@3} for {@code pets},
   *     with the id of its initial model, and with the fields that depend on them
   * @throws Problem with status 422, or 400 for an unknown data set or initial model
   */
  JobRequest validate(JobRequest request) {
    Recipe recipe = request.training();
    try {
      recipe.requireConsistent();
      InitialModel initial = initialModel(recipe);
      List<ComputeDevice> devices = devices(request);
      boolean cpu = devices.stream().anyMatch(each -> each.kind() == ComputeDevice.Kind.CPU);
      Recipe resolved = trainer.resolve(recipe, request.given(), initial, cpu);
      trainer.requireFeasible(resolved, initial, smallest(devices));
      return request.withTraining(resolved);
    } catch (DatasetNotReadyException e) {
      throw Problem.notReady("dataset", String.valueOf(e.getMessage()));
    } catch (UnknownDatasetException e) {
      throw Problem.refused("dataset", e.reason());
    } catch (InvalidRecipeException e) {
      throw Problem.impossible(e.field(), e.reason());
    }
  }

  /** Returns the model that a recipe starts from, or null if it starts from random weights. */
  private @Nullable InitialModel initialModel(Recipe recipe) {
    String name = recipe.initialModel();
    if (name == null) {
      return null;
    }
    return registry
        .find(name)
        .map(model -> new InitialModel(model.id(), model.stored()))
        .orElseThrow(
            () ->
                Problem.refused(
                    "initialModel",
                    String.format(
                        Locale.ROOT,
                        "must be the id or an alias of a model, see GET /models, was %s",
                        name)));
  }

  /** Returns the devices that the request allows, of which there is at least one. */
  private List<ComputeDevice> devices(JobRequest request) {
    List<ComputeDevice> all = workers.devices();
    List<ComputeDevice> allowed = all.stream().filter(device -> allows(request, device)).toList();
    if (allowed.isEmpty()) {
      throw unknownDevice(request, all);
    }
    return allowed;
  }

  private static ComputeDevice smallest(List<ComputeDevice> devices) {
    return devices.stream().min(comparingLong(ComputeDevice::memoryBytes)).orElseThrow();
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
