package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.model.Manifest;
import dev.residual.model.ModelStore;
import dev.residual.web.FileDownload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Answers requests for an evaluation, wherever its files are. */
@Component
public class EvaluationAnswers {

  public static final String SVG = "image/svg+xml";
  public static final String CSV = "text/csv";

  /** Changes whenever the same report is drawn differently. */
  private static final int SVG_VERSION = 1;

  /** The files of an evaluation. */
  public interface Source {

    /** Returns the key of the artifact that has them. */
    String key();

    /** Returns the description of a file. */
    Manifest.Attachment file(String name);
  }

  private final ModelStore store;
  private final JsonMapper json;

  EvaluationAnswers(ModelStore store, JsonMapper json) {
    this.store = store;
    // Unknown fields were written by a later version, not by a client.
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** Answers with the report as it was stored. */
  public @Nullable ResponseEntity<byte[]> report(Source source, ServletWebRequest request) {
    Manifest.Attachment file = source.file(EvaluationFiles.REPORT);
    byte[] report = content(source, file);
    return answer(request, file.sha256(), MediaType.APPLICATION_JSON, () -> report);
  }

  /** Answers with the confusion matrix as an SVG image. */
  public @Nullable ResponseEntity<byte[]> confusion(Source source, ServletWebRequest request) {
    return diagram(source, request, ConfusionDiagram::svg);
  }

  /** Answers with the reliability diagram as an SVG image. */
  public @Nullable ResponseEntity<byte[]> reliability(Source source, ServletWebRequest request) {
    return diagram(source, request, ReliabilityDiagram::svg);
  }

  /** Answers with the CSV file of the images whose labels are probably wrong. */
  public @Nullable ResponseEntity<byte[]> labelErrors(Source source, ServletWebRequest request) {
    Manifest.Attachment file = source.file(EvaluationFiles.LABEL_ERRORS);
    return answer(
        request,
        file.sha256(),
        new MediaType("text", "csv", StandardCharsets.UTF_8),
        () -> content(source, file));
  }

  /**
   * Answers with the outputs of the network.
   *
   * @param name the name of the file for the client
   */
  public @Nullable ResponseEntity<Object> predictions(
      Source source, String name, Instant modified, ServletWebRequest request) throws IOException {
    Manifest.Attachment file = source.file(EvaluationFiles.PREDICTIONS);
    return new FileDownload(store.file(source.key(), file), name, file.sha256(), modified)
        .respondTo(request);
  }

  private byte[] content(Source source, Manifest.Attachment file) {
    return store.content(source.key(), file);
  }

  private @Nullable ResponseEntity<byte[]> diagram(
      Source source, ServletWebRequest request, Function<EvaluationReport, byte[]> drawing) {
    Manifest.Attachment file = source.file(EvaluationFiles.REPORT);
    byte[] report = content(source, file);
    return answer(
        request,
        file.sha256() + "-" + SVG_VERSION,
        MediaType.parseMediaType(SVG),
        () -> drawing.apply(json.readValue(report, EvaluationReport.class)));
  }

  private static @Nullable ResponseEntity<byte[]> answer(
      ServletWebRequest request, String version, MediaType type, Supplier<byte[]> content) {
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
        .body(content.get());
  }
}
