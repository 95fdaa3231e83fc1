package dev.residual.evaluation.run;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.evaluation.StoredEvaluation;
import dev.residual.evaluation.web.EvaluationAnswers;
import dev.residual.model.Manifest;
import dev.residual.web.Cursor;
import dev.residual.web.Download;
import dev.residual.web.Link;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** The REST endpoints of evaluations on other data sets. */
@RestController
@RequestMapping("/models/{id}/evaluations")
@Tag(name = "Models")
class EvaluationRunController {

  private static final String ONE = "/{evaluationId}";

  private final EvaluationLifecycle lifecycle;
  private final EvaluationArtifacts artifacts;
  private final EvaluationAnswers answers;

  EvaluationRunController(
      EvaluationLifecycle lifecycle, EvaluationArtifacts artifacts, EvaluationAnswers answers) {
    this.lifecycle = lifecycle;
    this.artifacts = artifacts;
    this.answers = answers;
  }

  @PostMapping(produces = APPLICATION_JSON_VALUE)
  @EvaluationRunOperations.Submit
  ResponseEntity<EvaluationRunView> submit(
      @PathVariable UUID id, @RequestBody @Valid EvaluationRequest request) {
    EvaluationRun run = lifecycle.submit(id, request.dataset());
    return ResponseEntity.accepted()
        .location(new Link(EvaluationRunView.path(run)).uri())
        .body(EvaluationRunView.of(run));
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  @EvaluationRunOperations.ListAll
  Page<EvaluationRunView> list(
      @PathVariable UUID id,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return lifecycle.page(id, limit, Cursor.parse(cursor));
  }

  @GetMapping(path = ONE, produces = APPLICATION_JSON_VALUE)
  @EvaluationRunOperations.Get
  EvaluationRunView get(@PathVariable UUID id, @PathVariable UUID evaluationId) {
    return EvaluationRunView.of(lifecycle.find(id, evaluationId));
  }

  @DeleteMapping(ONE)
  @EvaluationRunOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id, @PathVariable UUID evaluationId) {
    lifecycle.delete(id, evaluationId);
    artifacts.delete(evaluationId);
  }

  @GetMapping(path = ONE + "/report", produces = APPLICATION_JSON_VALUE)
  @EvaluationRunOperations.Report
  @Nullable ResponseEntity<byte[]> report(
      @PathVariable UUID id, @PathVariable UUID evaluationId, ServletWebRequest request) {
    return answers.report(source(id, evaluationId), request);
  }

  @GetMapping(path = ONE + "/confusion.svg", produces = EvaluationAnswers.SVG)
  @EvaluationRunOperations.Confusion
  @Nullable ResponseEntity<byte[]> confusion(
      @PathVariable UUID id, @PathVariable UUID evaluationId, ServletWebRequest request) {
    return answers.confusion(source(id, evaluationId), request);
  }

  @GetMapping(path = ONE + "/reliability.svg", produces = EvaluationAnswers.SVG)
  @EvaluationRunOperations.ReliabilityDiagram
  @Nullable ResponseEntity<byte[]> reliability(
      @PathVariable UUID id, @PathVariable UUID evaluationId, ServletWebRequest request) {
    return answers.reliability(source(id, evaluationId), request);
  }

  @GetMapping(path = ONE + "/label-errors", produces = EvaluationAnswers.CSV)
  @EvaluationRunOperations.LabelErrors
  @Download
  @Nullable ResponseEntity<byte[]> labelErrors(
      @PathVariable UUID id, @PathVariable UUID evaluationId, ServletWebRequest request) {
    return answers.labelErrors(source(id, evaluationId), request);
  }

  @GetMapping(path = ONE + "/predictions", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @EvaluationRunOperations.Predictions
  @Download
  @Nullable ResponseEntity<Object> predictions(
      @PathVariable UUID id, @PathVariable UUID evaluationId, ServletWebRequest request)
      throws IOException {
    EvaluationRun run = lifecycle.find(id, evaluationId);
    return answers.predictions(
        source(run),
        evaluationId + "-predictions.safetensors",
        Objects.requireNonNull(run.finishedAt()),
        request);
  }

  private EvaluationAnswers.Source source(UUID model, UUID id) {
    return source(lifecycle.find(model, id));
  }

  private static EvaluationAnswers.Source source(EvaluationRun run) {
    StoredEvaluation result = run.result();
    if (result == null) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "evaluation-not-ready",
          String.format(
              Locale.ROOT,
              "The evaluation is %s, so it has no report; GET %s tells how far it is or why it"
                  + " failed",
              run.status(),
              EvaluationRunView.path(run)));
    }
    return new EvaluationAnswers.Source() {
      @Override
      public String key() {
        return result.key();
      }

      @Override
      public Manifest.Attachment file(String name) {
        return result.file(name).orElseThrow();
      }
    };
  }
}
