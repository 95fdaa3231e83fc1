package dev.residual.inference;

import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.web.ClientConnection;
import dev.residual.web.ClientGoneException;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Names what images show, while the caller waits; or says in time that it cannot. */
@Component
public class PredictionService {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ModelResolver names;
  private final ModelCache models;
  private final DynamicBatcher batcher;
  private final ServingMetrics meters;
  private final Duration deadline;

  PredictionService(
      ModelResolver names,
      ModelCache models,
      DynamicBatcher batcher,
      ServingMetrics meters,
      ServingSettings settings) {
    this.names = names;
    this.models = models;
    this.batcher = batcher;
    this.meters = meters;
    deadline = settings.deadline();
  }

  /**
   * @param name by which the model was asked for
   * @param model what {@link #find} found by that name
   * @param images of {@link RegisteredModel#imageFormat()}
   * @param explain whether heatmaps are wanted
   * @throws Problem 422 if it cannot explain, 503 when too many wait or the answer comes too late
   * @throws ClientGoneException if nobody waits for the answer any more
   * @throws dev.residual.storage.ArtifactException if its weights are gone or damaged
   */
  public PredictionResult ask(
      String name, RegisteredModel model, List<byte[]> images, boolean explain) {
    long arrived = System.nanoTime();
    ClientConnection client = ClientConnection.ofThisRequest();
    Deadline patience = new Deadline(arrived + deadline.toNanos(), () -> requireThere(client));
    try {
      ModelCache.Lease lease = models.acquire(model, patience);
      PendingRequest ask =
          new PendingRequest(
              lease.model(),
              images,
              explain,
              arrived,
              patience.deadline(),
              new CompletableFuture<>());
      try {
        List<ModelOutput> scores = scores(ask, patience);
        return answer(name, model, lease.model(), images, scores, explain);
      } finally {
        batcher.withdraw(ask);
        // A batch may still compute with the model's memory.
        ask.answer().whenComplete((scores, failure) -> lease.close());
      }
    } catch (TimeoutException e) {
      meters.rejected("deadline_exceeded");
      throw overloaded("The answer was not ready within " + seconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded("The service is stopping");
    }
  }

  /**
   * What answers to a name.
   *
   * @param name an alias or a model's id
   * @throws Problem 404 or 409 if nothing does
   */
  public RegisteredModel find(String name) {
    return names.find(name).orElseThrow(() -> unknown(name));
  }

  private List<ModelOutput> scores(PendingRequest ask, Deadline patience)
      throws TimeoutException, InterruptedException {
    if (ask.withFeatures() && !ask.model().canExplain()) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "explanation-unavailable",
          "explain shows places by the last feature maps, and those of this model have one pixel;"
              + " train one with a larger imageSize or the small stem");
    }
    if (batcher.waiting() > 0) {
      patience.checkNotCancelled(); // those who gave up make no queue longer
    }
    if (!batcher.offer(ask)) {
      meters.rejected("queue_full");
      throw overloaded("Too many images wait for an answer already");
    }
    try {
      return patience.await(ask.answer());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void requireThere(ClientConnection client) {
    if (client.isGone()) {
      meters.rejected("client_closed");
      throw new ClientGoneException();
    }
  }

  private static PredictionResult answer(
      String name,
      RegisteredModel registered,
      LoadedModel model,
      List<byte[]> images,
      List<ModelOutput> scores,
      boolean explain) {
    List<float[]> probabilities =
        scores.stream().map(each -> model.probabilities(each.logits())).toList();
    List<byte[]> heatmaps =
        explain
            ? IntStream.range(0, scores.size())
                .mapToObj(
                    i ->
                        ClassActivationMap.png(
                            images.get(i),
                            model.description().imageFormat(),
                            model.activation(scores.get(i))))
                .toList()
            : List.of();
    return new PredictionResult(
        name, registered, model.description().labels(), probabilities, heatmaps);
  }

  private String seconds() {
    return deadline.toMillis() / 1000.0 + " seconds";
  }

  private static Problem overloaded(String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", detail).retryAfter(RETRY_AFTER);
  }

  private static Problem unknown(String name) {
    if (name.equals(ModelRegistry.DEFAULT)) {
      return Problem.of(
          HttpStatus.CONFLICT,
          "no-model",
          "No model answers by default; POST /jobs trains a first one, which does once it succeeds,"
              + " and PUT /models/aliases/default takes one of GET /models");
    }
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        name
            + " is neither an alias nor the id of a model; GET /models lists those that are there");
  }
}
