package dev.residual.feedback;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Reads what was recorded, however much it is. */
@Component
public class PredictionHistory {

  private static final int PAGE = 5_000;

  private final Predictions predictions;

  PredictionHistory(Predictions predictions) {
    this.predictions = predictions;
  }

  /**
   * Reads the predictions of a model, oldest first.
   *
   * @param from the first day in UTC
   * @param to the last day
   */
  public void read(
      UUID model, LocalDate from, LocalDate to, Consumer<RecordedPrediction> consumer) {
    UUID after = TimeOrderedIds.first(from.atStartOfDay().toInstant(ZoneOffset.UTC));
    UUID end = TimeOrderedIds.first(to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    List<RecordedPrediction> page = predictions.page(model, after, end, PAGE);
    while (!page.isEmpty()) {
      page.forEach(consumer);
      page =
          page.size() < PAGE
              ? List.of()
              : predictions.page(model, page.get(PAGE - 1).id(), end, PAGE);
    }
  }
}
