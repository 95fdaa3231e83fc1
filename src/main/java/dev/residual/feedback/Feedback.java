package dev.residual.feedback;

import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.cluster.DatabaseMode;
import dev.residual.model.ModelRegistry;
import dev.residual.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes the truth of predictions, and deletes predictions. */
@Component
public class Feedback {

  /** What a client says of a prediction: the name of the class that is true. */
  public record Truth(UUID predictionId, String label) {}

  /**
   * Why a truth is not stored.
   *
   * @param index the position of the truth in the request
   */
  public record Refusal(int index, Problem problem) {}

  /** Another node writes a prediction within this time, unless its database is away. */
  private static final Duration RECENT = Duration.ofMinutes(2);

  private static final int MAX_SHOWN = 20;

  private final Predictions predictions;
  private final PredictionImages images;
  private final PredictionWriter writer;
  private final ModelRegistry registry;
  private final DatabaseMode database;
  private final FeedbackMetrics meters;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Feedback(
      Predictions predictions,
      PredictionImages images,
      PredictionWriter writer,
      ModelRegistry registry,
      DatabaseMode database,
      FeedbackMetrics meters,
      TransactionTemplate transaction,
      Clock clock) {
    this.predictions = predictions;
    this.images = images;
    this.writer = writer;
    this.registry = registry;
    this.database = database;
    this.meters = meters;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Stores the truth of predictions, in place of what was told before.
   *
   * @return those that are refused: 404 if no such prediction is recorded; 403 if it belongs to
   *     another client; 422 if the model does not have the label; 503 if it is recorded only in a
   *     moment
   */
  public List<Refusal> tell(List<Truth> truths) {
    // Before a connection is taken, because the writer needs one, too.
    if (truths.stream().anyMatch(truth -> writer.isPending(truth.predictionId()))) {
      writer.flushNow();
    }
    return Objects.requireNonNull(transaction.execute(status -> store(truths)));
  }

  private List<Refusal> store(List<Truth> truths) {
    List<Refusal> refused = new ArrayList<>();
    KnownLabels labels = new KnownLabels(registry);
    // In this order, two requests with the same predictions do not wait for each other for ever.
    IntStream.range(0, truths.size())
        .boxed()
        .sorted(Comparator.comparing(i -> truths.get(i).predictionId()))
        .forEach(
            i -> {
              try {
                tell(truths.get(i), labels);
              } catch (Problem e) {
                refused.add(new Refusal(i, e));
              }
            });
    refused.sort(Comparator.comparingInt(Refusal::index));
    return refused;
  }

  private void tell(Truth truth, KnownLabels labels) {
    UUID id = truth.predictionId();
    Predictions.Stored stored = find(id);
    // Who labels images is often not who has them classified.
    if (Caller.current().filter(caller -> caller.role() == Role.PREDICTOR).isPresent()) {
      Caller.requireOwn(stored.owner(), "Prediction " + id);
    }
    int index = index(id, stored.model(), truth.label(), labels);
    if (!predictions.setTruth(id, index, Caller.currentId(), clock.instant())) {
      throw notFound(id);
    }
    images.setLabeled(id);
    meters.countFeedback();
  }

  private int index(UUID id, UUID model, String label, KnownLabels knownLabels) {
    List<String> labels = knownLabels.of(model).orElseThrow(() -> notFound(id));
    int index = labels.indexOf(label);
    if (index < 0) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "unknown-label",
          String.format(
              Locale.ROOT,
              "label must be a label of model %s, was \"%s\". Its labels are %s",
              model,
              label,
              shown(labels)));
    }
    return index;
  }

  private static String shown(List<String> labels) {
    String first = String.join(", ", labels.subList(0, Math.min(MAX_SHOWN, labels.size())));
    return labels.size() <= MAX_SHOWN
        ? first + "."
        : first + " and " + (labels.size() - MAX_SHOWN) + " more, see GET /models/{id}.";
  }

  /**
   * Deletes a prediction with its truth and its image.
   *
   * @throws Problem (404) if no such prediction is recorded; (403) if it belongs to another client;
   *     (503) if it is recorded only in a moment
   */
  public void delete(UUID id) {
    if (writer.isPending(id)) {
      writer.flushNow();
    }
    transaction.executeWithoutResult(
        status -> {
          Caller.requireOwn(find(id).owner(), "Prediction " + id);
          if (!predictions.delete(id)) {
            throw notFound(id);
          }
        });
  }

  private Predictions.Stored find(UUID id) {
    return predictions.find(id).orElseThrow(() -> missing(id));
  }

  private Problem missing(UUID id) {
    Duration age = Duration.between(TimeOrderedIds.time(id), clock.instant()).abs();
    return database.isShared() && age.compareTo(RECENT) < 0 ? writer.notYet() : notFound(id);
  }

  private static Problem notFound(UUID id) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-prediction",
        "No prediction "
            + id
            + " is recorded. It was deleted, or is older than residual.feedback.retention, or the"
            + " service was killed before it was written.");
  }
}
