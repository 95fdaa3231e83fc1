package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.McNemarTest;
import dev.residual.evaluation.web.Evaluations.Document;
import dev.residual.model.RegisteredModel;
import dev.residual.web.Download;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
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

  static final String SVG = "image/svg+xml";

  private static final String CSV = "text/csv";

  /** Changes whenever the same report is drawn differently. */
  private static final int SVG_VERSION = 1;

  private final Evaluations evaluations;

  EvaluationController(Evaluations evaluations) {
    this.evaluations = evaluations;
  }

  @GetMapping(path = "/{id}/evaluation", produces = MediaType.APPLICATION_JSON_VALUE)
  @EvaluationOperations.Get
  @Nullable ResponseEntity<byte[]> evaluation(@PathVariable UUID id, ServletWebRequest request) {
    Document document = evaluations.document(id);
    return answer(
        request, document.sha256(), MediaType.APPLICATION_JSON, document, Document::content);
  }

  @GetMapping(path = "/{id}/evaluation/confusion.svg", produces = SVG)
  @EvaluationOperations.Confusion
  @Nullable ResponseEntity<byte[]> confusion(@PathVariable UUID id, ServletWebRequest request) {
    return diagram(id, request, ConfusionDiagram::svg);
  }

  @GetMapping(path = "/{id}/evaluation/reliability.svg", produces = SVG)
  @EvaluationOperations.ReliabilityDiagram
  @Nullable ResponseEntity<byte[]> reliability(@PathVariable UUID id, ServletWebRequest request) {
    return diagram(id, request, ReliabilityDiagram::svg);
  }

  @GetMapping(path = "/{id}/evaluation/label-errors", produces = CSV)
  @EvaluationOperations.LabelErrors
  @Download
  @Nullable ResponseEntity<byte[]> labelErrors(@PathVariable UUID id, ServletWebRequest request) {
    Document document = evaluations.labelErrors(id);
    return answer(
        request,
        document.sha256(),
        new MediaType("text", "csv", StandardCharsets.UTF_8),
        document,
        Document::content);
  }

  @GetMapping(
      path = "/{id}/evaluation/predictions",
      produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @EvaluationOperations.Predictions
  @Download
  @Nullable ResponseEntity<Object> predictions(@PathVariable UUID id, ServletWebRequest request)
      throws IOException {
    return evaluations.predictions(id).respondTo(request);
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
    Evaluations.Summary firstReport = evaluations.summary(first.stored());
    Evaluations.Summary secondReport = evaluations.summary(second.stored());
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
            evaluations.correct(first.stored()),
            evaluations.correct(second.stored()),
            firstReport.images()));
  }

  private @Nullable ResponseEntity<byte[]> diagram(
      UUID id, ServletWebRequest request, Function<EvaluationReport, byte[]> drawing) {
    Document document = evaluations.document(id);
    return answer(
        request,
        document.sha256() + "-" + SVG_VERSION,
        MediaType.parseMediaType(SVG),
        document,
        each -> drawing.apply(evaluations.report(each)));
  }

  private static @Nullable ResponseEntity<byte[]> answer(
      ServletWebRequest request,
      String version,
      MediaType type,
      Document document,
      Function<Document, byte[]> content) {
    // It is weak, because answers with a strong one are not compressed.
    String etag = "W/\"" + version + '"';
    if (request.checkNotModified(etag)) {
      return null; // Spring has set the status
    }
    return ResponseEntity.ok()
        .eTag(etag)
        .contentType(type)
        // A browser that opens a diagram must run nothing that a label may contain.
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("X-Content-Type-Options", "nosniff")
        .body(content.apply(document));
  }
}
