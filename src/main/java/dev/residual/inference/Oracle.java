package dev.residual.inference;

import dev.residual.model.RegisteredModel;
import dev.residual.model.Registry;
import dev.residual.web.ClientConnection;
import dev.residual.web.ClientGoneException;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Names what pictures show, while the caller waits; or says in time that it cannot. */
@Component
class Oracle {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Much less than a deadline, and much more than it costs to look whether the client is there. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final ServedNames names;
  private final PreparedModels models;
  private final Batcher batcher;
  private final ServingMeters meters;
  private final Duration patience;

  Oracle(
      ServedNames names,
      PreparedModels models,
      Batcher batcher,
      ServingMeters meters,
      ServingSettings settings) {
    this.names = names;
    this.models = models;
    this.batcher = batcher;
    this.meters = meters;
    patience = settings.deadline();
  }

  /**
   * @param name an alias or a model's id
   * @param pictures 784 bytes each
   * @param explain whether heatmaps are wanted
   * @throws Problem 404 or 409 if no model answers to the name, 422 if it cannot explain, 503 when
   *     too many wait or the answer comes too late
   * @throws ClientGoneException if nobody waits for the answer any more
   * @throws dev.residual.model.ArtifactException if its weights are gone or damaged
   */
  Answer ask(String name, List<byte[]> pictures, boolean explain) {
    long arrived = System.nanoTime();
    RegisteredModel model = find(name);
    try {
      PreparedModels.Hold hold = models.hold(model, patience);
      Ask ask =
          new Ask(
              hold.model(),
              pictures,
              explain,
              arrived,
              arrived + patience.toNanos(),
              new CompletableFuture<>());
      try {
        return answer(name, model, hold.model(), pictures, scores(ask), explain);
      } finally {
        batcher.withdraw(ask);
        // A batch may still compute with the model's memory.
        ask.answer().whenComplete((scores, failure) -> hold.close());
      }
    } catch (TimeoutException e) {
      meters.refused("late");
      throw overloaded("The answer was not ready within " + seconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded("The service is stopping");
    }
  }

  /**
   * What answers to a name.
   *
   * @throws Problem 404 or 409 if nothing does
   */
  RegisteredModel find(String name) {
    return names.find(name).orElseThrow(() -> unknown(name));
  }

  private List<Scores> scores(Ask ask) throws TimeoutException, InterruptedException {
    if (ask.withFeatures() && !ask.model().canExplain()) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "nothing-to-show",
          "explain shows places by the last feature maps, and those of this model have one pixel;"
              + " train one with a larger imageSize or the small stem");
    }
    ClientConnection client = ClientConnection.ofThisRequest();
    if (batcher.waiting() > 0) {
      requireThere(client); // those who gave up make no queue longer
    }
    if (!batcher.offer(ask)) {
      meters.refused("full");
      throw overloaded("Too many pictures wait for an answer already");
    }
    return await(ask, client);
  }

  private List<Scores> await(Ask ask, ClientConnection client)
      throws TimeoutException, InterruptedException {
    while (true) {
      long left = ask.deadline() - System.nanoTime();
      try {
        return ask.answer().get(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= BETWEEN_LOOKS.toNanos()) {
          throw e;
        }
        requireThere(client);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void requireThere(ClientConnection client) {
    if (client.isGone()) {
      meters.refused("gone");
      throw new ClientGoneException();
    }
  }

  private static Answer answer(
      String name,
      RegisteredModel registered,
      PreparedModel model,
      List<byte[]> pictures,
      List<Scores> scores,
      boolean explain) {
    List<float[]> probabilities =
        scores.stream().map(each -> model.probabilities(each.logits())).toList();
    List<byte[]> heatmaps =
        explain
            ? IntStream.range(0, scores.size())
                .mapToObj(i -> Heatmap.png(pictures.get(i), model.activation(scores.get(i))))
                .toList()
            : List.of();
    return new Answer(name, registered, model.description().labels(), probabilities, heatmaps);
  }

  private String seconds() {
    return patience.toMillis() / 1000.0 + " seconds";
  }

  private static Problem overloaded(String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", detail).retryAfter(COME_AGAIN);
  }

  private static Problem unknown(String name) {
    if (name.equals(Registry.DEFAULT)) {
      return Problem.of(
          HttpStatus.CONFLICT,
          "no-model",
          "No model answers by default; POST /jobs trains a first one, which does once it succeeds, "
              + "and PUT /models/aliases/default takes one of GET /models");
    }
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        name
            + " is neither an alias nor the id of a model; GET /models lists those that are there");
  }
}
