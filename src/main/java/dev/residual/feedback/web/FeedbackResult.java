package dev.residual.feedback.web;

import dev.residual.feedback.Feedback.Refusal;
import dev.residual.feedback.Feedback.Truth;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/**
 * What became of several truths.
 *
 * @param stored how many were stored
 * @param refused those that were not
 */
@Schema(name = "FeedbackResult")
record FeedbackResult(
    @Schema(description = "how many were stored", example = "99") int stored,
    @Schema(description = "those that were not stored; the others were") List<Refused> refused) {

  /** A truth that was not stored. */
  @Schema(name = "RefusedFeedback")
  record Refused(
      @Schema(description = "its position in items, from 0", example = "7") int index,
      UUID predictionId,
      @Schema(description = "the status that it would have alone", example = "404") int status,
      @Schema(description = "a problem code", example = "no-such-prediction") String code,
      @Schema(description = "the same for people") String detail) {

    static Refused of(Refusal refusal, Truth truth) {
      Problem problem = refusal.problem();
      return new Refused(
          refusal.index(),
          truth.predictionId(),
          problem.getStatusCode().value(),
          problem.code(),
          String.valueOf(problem.getBody().getDetail()));
    }
  }

  static FeedbackResult of(List<Truth> truths, List<Refusal> refused) {
    return new FeedbackResult(
        truths.size() - refused.size(),
        refused.stream().map(each -> Refused.of(each, truths.get(each.index()))).toList());
  }
}
