package dev.residual.inference;

import dev.residual.OutOfMemory;
import dev.residual.access.limit.ImageQuota;
import dev.residual.inference.BatchedModel.QueueFullException;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.Client;
import dev.residual.web.ClientConnection;
import dev.residual.web.ClientGoneException;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Classifies images while the caller waits, and rejects requests that cannot be answered in time.
 */
@Component
public class PredictionService {

  private static final Logger log = LoggerFactory.getLogger(PredictionService.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ModelResolver resolver;
  private final ModelCache models;
  private final DynamicBatcher batcher;
  private final ServingMetrics meters;
  private final Duration timeout;

  PredictionService(
      ModelResolver resolver,
      ModelCache models,
      DynamicBatcher batcher,
      ServingMetrics meters,
      ServingSettings settings) {
    this.resolver = resolver;
    this.models = models;
    this.batcher = batcher;
    this.meters = meters;
    timeout = settings.deadline();
  }

  /**
   * Classifies images, and waits for the result.
   *
   * @param name alias or id by which the model was requested
   * @param model the model that {@link #find} has returned for that name
   * @param images images with the channels that the model takes
   * @param explain whether heatmaps are requested
   * @throws Problem 429 if the client has sent too many images; 503 if too many images wait, memory
   *     or threads ran out, or the answer is not ready by the deadline
   * @throws ClientGoneException if the client has closed its connection
   * @throws dev.residual.storage.ArtifactException if its weights are missing or damaged
   */
  public PredictionResult predict(
      String name, RegisteredModel model, List<InputImage> images, boolean explain) {
    ImageQuota.spend(images.size());
    long arrived = System.nanoTime();
    boolean answered = false;
    try {
      PredictionResult result = predict(name, model, images, explain, arrived);
      answered = true;
      return result;
    } finally {
      meters.recordRequest(model.id(), answered, System.nanoTime() - arrived);
    }
  }

  private PredictionResult predict(
      String name, RegisteredModel model, List<InputImage> images, boolean explain, long arrived) {
    ClientConnection client = ClientConnection.ofThisRequest();
    Deadline deadline = new Deadline(arrived + timeout.toNanos(), () -> checkConnected(client));
    try (BatchedModel batched =
        new BatchedModel(models, model, batcher, deadline, Client.ofThisRequest())) {
      Heatmaps heatmaps = new Heatmaps(batched);
      boolean withFeatures = explain && heatmaps.method() == HeatmapMethod.CLASS_ACTIVATION;
      List<ModelOutput> outputs = batched.outputs(images, withFeatures, arrived);
      LoadedModel loaded = batched.model();
      return new PredictionResult(
          name,
          model,
          loaded.description().labels(),
          outputs.stream().map(each -> loaded.probabilities(each.logits())).toList(),
          explain ? heatmaps.of(images, outputs) : List.of(),
          explain ? heatmaps.method() : null);
    } catch (QueueFullException e) {
      meters.countRejected("queue_full");
      throw overloaded("Too many images wait for an answer already");
    } catch (TimeoutException e) {
      meters.countRejected("deadline_exceeded");
      throw overloaded("The answer was not ready within " + seconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded("The service is stopping");
    } catch (RuntimeException | Error e) {
      if (OutOfMemory.isCauseOf(e)) {
        log.error("A prediction found too little memory, or no thread could be started", e);
        meters.countRejected("out_of_memory");
        throw overloaded(OutOfMemory.DETAIL);
      }
      throw e;
    }
  }

  /**
   * Returns the model with a name.
   *
   * @param name an alias or a model's id
   * @throws Problem 404 if there is none, or 409 if there is no default model
   */
  public RegisteredModel find(String name) {
    RegisteredModel model = resolver.find(name).orElseThrow(() -> modelNotFound(name));
    ModelStore.requireClassifier(model.stored());
    return model;
  }

  /** Returns the statistics of a model since the start of this process. */
  public ModelStatistics statistics(RegisteredModel model) {
    return meters.statistics(model.id());
  }

  private void checkConnected(ClientConnection client) {
    if (client.isGone()) {
      meters.countRejected("client_closed");
      throw new ClientGoneException();
    }
  }

  private String seconds() {
    return timeout.toMillis() / 1000.0 + " seconds";
  }

  private static Problem overloaded(String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", detail).retryAfter(RETRY_AFTER);
  }

  private static Problem modelNotFound(String name) {
    if (name.equals(ModelRegistry.DEFAULT)) {
      return Problem.of(
          HttpStatus.CONFLICT,
          "no-model",
          "There is no default model; POST /jobs trains one, which becomes the default once the job"
              + " succeeds, and PUT /models/aliases/default chooses one of GET /models");
    }
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        name + " is neither an alias nor the id of a model; GET /models lists all models");
  }
}
