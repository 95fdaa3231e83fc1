package dev.residual.feedback.web;

import dev.residual.feedback.Feedback.Truth;
import dev.residual.web.FieldError;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /feedback}: the truth of one prediction, or of several in {@code items}.
 *
 * @param label the name of the class that is true
 */
@Schema(name = "Feedback")
record FeedbackRequest(
    @Schema(
            description = "from the answer of POST /predict",
            example = "019b7a3c-5f00-7cde-8a12-3b4c5d6e7f80")
        @Nullable UUID predictionId,
    @Schema(description = "the true label, one of the model's labels", example = "Ankle boot")
        @Nullable String label,
    @Schema(description = "up to 1,000 predictions at once, instead of the two other fields")
        @Nullable List<@Nullable Item> items) {

  private static final int MAX_ITEMS = 1_000;

  /** The truth of one prediction. */
  @Schema(name = "FeedbackItem")
  record Item(
      @Schema(example = "019b7a3c-5f00-7cde-8a12-3b4c5d6e7f80") @Nullable UUID predictionId,
      @Schema(example = "Ankle boot") @Nullable String label) {}

  boolean isList() {
    return items != null;
  }

  /**
   * Returns what is told.
   *
   * @throws Problem (400) if something is missing
   */
  List<Truth> truths() {
    List<FieldError> errors = new ArrayList<>();
    List<Truth> truths = new ArrayList<>();
    if (items == null) {
      add("", new Item(predictionId, label), truths, errors);
    } else if (predictionId != null || label != null) {
      throw Problem.refused("items", "must not be given together with predictionId or label");
    } else if (items.isEmpty() || items.size() > MAX_ITEMS) {
      throw Problem.refused(
          "items", String.format(Locale.ROOT, "must be 1 to %d, were %d", MAX_ITEMS, items.size()));
    } else {
      for (int i = 0; i < items.size(); i++) {
        add("items[" + i + "].", items.get(i), truths, errors);
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.refused(errors);
    }
    return truths;
  }

  private static void add(
      String prefix, @Nullable Item item, List<Truth> truths, List<FieldError> errors) {
    UUID id = item == null ? null : item.predictionId;
    String label = item == null ? null : item.label;
    if (id == null) {
      errors.add(
          new FieldError(
              prefix + "predictionId", "must be the predictionId of an answer of POST /predict"));
    }
    if (label == null) {
      errors.add(new FieldError(prefix + "label", "must be a label of the model"));
    }
    if (id != null && label != null) {
      truths.add(new Truth(id, label));
    }
  }
}
