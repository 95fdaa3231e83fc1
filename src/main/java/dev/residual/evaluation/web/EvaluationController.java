package dev.residual.evaluation.web;

import dev.residual.evaluation.McNemarTest;
import dev.residual.model.RegisteredModel;
import dev.residual.web.Download;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** The REST endpoints that tell how good models are. */
@RestController
@RequestMapping("/models")
@Tag(name = "Models")
class EvaluationController {

  private final Evaluations evaluations;
  private final EvaluationAnswers answers;

  EvaluationController(Evaluations evaluations, EvaluationAnswers answers) {
    this.evaluations = evaluations;
    this.answers = answers;
  }

  @GetMapping(path = "/{id}/evaluation", produces = MediaType.APPLICATION_JSON_VALUE)
  @EvaluationOperations.Get
  @Nullable ResponseEntity<byte[]> evaluation(@PathVariable UUID id, ServletWebRequest request) {
    return answers.report(evaluations.source(id), request);
  }

  @GetMapping(path = "/{id}/evaluation/confusion.svg", produces = EvaluationAnswers.SVG)
  @EvaluationOperations.Confusion
  @Nullable ResponseEntity<byte[]> confusion(@PathVariable UUID id, ServletWebRequest request) {
    return answers.confusion(evaluations.source(id), request);
  }

  @GetMapping(path = "/{id}/evaluation/reliability.svg", produces = EvaluationAnswers.SVG)
  @EvaluationOperations.ReliabilityDiagram
  @Nullable ResponseEntity<byte[]> reliability(@PathVariable UUID id, ServletWebRequest request) {
    return answers.reliability(evaluations.source(id), request);
  }

  @GetMapping(path = "/{id}/evaluation/label-errors", produces = EvaluationAnswers.CSV)
  @EvaluationOperations.LabelErrors
  @Download
  @Nullable ResponseEntity<byte[]> labelErrors(@PathVariable UUID id, ServletWebRequest request) {
    return answers.labelErrors(evaluations.source(id), request);
  }

  @GetMapping(
      path = "/{id}/evaluation/predictions",
      produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @EvaluationOperations.Predictions
  @Download
  @Nullable ResponseEntity<Object> predictions(@PathVariable UUID id, ServletWebRequest request)
      throws IOException {
    return answers.predictions(
        evaluations.source(id),
        id + "-predictions.safetensors",
        evaluations.createdAt(id),
        request);
  }

  @GetMapping(path = "/compare", produces = MediaType.APPLICATION_JSON_VALUE)
  @EvaluationOperations.Compare
  ModelComparison compare(
      @RequestParam @Parameter(description = "An alias or the id of a model", example = "default")
          String a,
      @RequestParam @Parameter(description = "An alias or the id of a model", example = "default")
          String b) {
    RegisteredModel first = evaluations.model("a", a);
    RegisteredModel second = evaluations.model("b", b);
    Evaluations.Summary firstReport = evaluations.summary(first);
    Evaluations.Summary secondReport = evaluations.summary(second);
    if (!firstReport.testDigest().equals(secondReport.testDigest())) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "different-tests",
          String.format(
              Locale.ROOT,
              "The models were tested on different images: a on %,d of %s, b on %,d of %s. Only"
                  + " results on the same test images can be compared; train both on the same"
                  + " version of a data set",
              firstReport.images(),
              firstReport.dataset(),
              secondReport.images(),
              secondReport.dataset()));
    }
    return ModelComparison.of(
        new ModelComparison.Side(first.id(), a, firstReport),
        new ModelComparison.Side(second.id(), b, secondReport),
        McNemarTest.of(
            evaluations.correct(first), evaluations.correct(second), firstReport.images()));
  }
}
