package dev.residual.feedback.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.feedback.Feedback;
import dev.residual.feedback.Feedback.Refusal;
import dev.residual.feedback.Feedback.Truth;
import dev.residual.feedback.FeedbackSettings;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes the truth of predictions, and deletes predictions. */
@RestController
@Tag(name = "Predict")
class FeedbackController {

  private final Feedback feedback;
  private final FeedbackSettings settings;

  FeedbackController(Feedback feedback, FeedbackSettings settings) {
    this.feedback = feedback;
    this.settings = settings;
  }

  @PostMapping(path = "/feedback", produces = APPLICATION_JSON_VALUE)
  @FeedbackOperations.Tell
  ResponseEntity<FeedbackResult> tell(@RequestBody FeedbackRequest request) {
    List<Truth> truths = request.truths();
    settings.requireEnabled();
    List<Refusal> refused = feedback.tell(truths);
    if (request.isList()) {
      return ResponseEntity.ok(FeedbackResult.of(truths, refused));
    }
    if (!refused.isEmpty()) {
      throw refused.get(0).problem();
    }
    return ResponseEntity.noContent().build();
  }

  /** Works also after feedback was switched off, because what was recorded is still there. */
  @DeleteMapping("/predictions/{id}")
  @FeedbackOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable @Parameter(description = "the predictionId of POST /predict") UUID id) {
    feedback.delete(id);
  }
}
