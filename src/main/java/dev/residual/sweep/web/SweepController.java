package dev.residual.sweep.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.sweep.SweepLifecycle;
import dev.residual.sweep.SweepQueries;
import dev.residual.sweep.SweepRequest;
import dev.residual.sweep.SweepSubmitter;
import dev.residual.sweep.SweepView;
import dev.residual.web.Cursor;
import dev.residual.web.Link;
import dev.residual.web.Page;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints of sweeps. */
@RestController
@RequestMapping("/sweeps")
@Tag(name = "Sweeps", description = "Search for the best values of the fields of a job")
class SweepController {

  private static final String LIMIT = "must be between {min} and {max}";

  private final SweepSubmitter submitter;
  private final SweepLifecycle lifecycle;
  private final SweepQueries queries;

  SweepController(SweepSubmitter submitter, SweepLifecycle lifecycle, SweepQueries queries) {
    this.submitter = submitter;
    this.lifecycle = lifecycle;
    this.queries = queries;
  }

  @PostMapping(produces = APPLICATION_JSON_VALUE)
  @SweepOperations.Submit
  ResponseEntity<SweepView> post(
      @RequestBody @Valid SweepRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Parameter(
              description =
                  "any text; for 24 hours another request with the same key and body creates no"
                      + " second sweep but answers with the first, and with Idempotency-Replayed:"
                      + " true")
          @Size(min = 1, max = 255, message = "must have between {min} and {max} characters")
          @Nullable String idempotencyKey) {
    SweepSubmitter.Accepted accepted = submitter.submit(request, idempotencyKey);
    SweepView sweep = queries.sweep(accepted.sweep());
    var answer = ResponseEntity.accepted().location(new Link("/sweeps/" + sweep.id()).uri());
    if (accepted.replayed()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(sweep);
  }

  @GetMapping
  @SweepOperations.ListAll
  Page<SweepView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return queries.page(limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @SweepOperations.Get
  SweepView get(@PathVariable UUID id) {
    return queries.sweep(id);
  }

  @GetMapping(path = "/{id}/trials.csv", produces = TrialsCsv.MEDIA_TYPE)
  @SweepOperations.Csv
  ResponseEntity<byte[]> csv(@PathVariable UUID id) {
    return ResponseEntity.ok()
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("sweep-" + id + ".csv").build().toString())
        .contentType(new MediaType(MediaType.valueOf(TrialsCsv.MEDIA_TYPE), StandardCharsets.UTF_8))
        .body(TrialsCsv.of(queries.sweep(id)).getBytes(StandardCharsets.UTF_8));
  }

  @PostMapping(path = "/{id}/stop", produces = APPLICATION_JSON_VALUE)
  @SweepOperations.Stop
  @ResponseStatus(HttpStatus.ACCEPTED)
  SweepView stop(@PathVariable UUID id) {
    lifecycle.stop(id);
    return queries.sweep(id);
  }

  @DeleteMapping("/{id}")
  @SweepOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    lifecycle.delete(id);
  }
}
