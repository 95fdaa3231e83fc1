package dev.residual.job.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.job.JobFilter;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobQueries;
import dev.residual.job.JobRequest;
import dev.residual.job.JobStatus;
import dev.residual.job.JobSubmitter;
import dev.residual.job.JobView;
import dev.residual.job.estimate.JobEstimator;
import dev.residual.web.Cursor;
import dev.residual.web.Link;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints of jobs. */
@RestController
@RequestMapping("/jobs")
@Tag(name = "Jobs", description = "Submit, follow and control training jobs")
class JobController {

  private static final String LIMIT = "must be between {min} and {max}";

  private final JobSubmitter submitter;
  private final JobLifecycle lifecycle;
  private final JobQueries queries;
  private final JobEstimator estimator;

  JobController(
      JobSubmitter submitter, JobLifecycle lifecycle, JobQueries queries, JobEstimator estimator) {
    this.estimator = estimator;
    this.submitter = submitter;
    this.lifecycle = lifecycle;
    this.queries = queries;
  }

  @InitBinder("jobRequest")
  void validateRecipe(WebDataBinder binder) {
    // Spring MVC has given the binder its own validator.
    binder.addValidators(new JobFieldsValidator(Objects.requireNonNull(binder.getValidator())));
  }

  @PostMapping(produces = APPLICATION_JSON_VALUE)
  @JobOperations.Submit
  ResponseEntity<?> post(
      @RequestBody(required = false) @Valid @Nullable JobRequest body,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Parameter(
              description =
                  "any text; for 24 hours another request with the same key and body creates no"
                      + " second job but answers with the first, and with Idempotency-Replayed: true")
          @Size(min = 1, max = 255, message = "must have between {min} and {max} characters")
          @Nullable String idempotencyKey,
      @RequestParam(defaultValue = "false")
          @Parameter(
              description =
                  "true: only check the request and say what the job would take; nothing is queued")
          boolean dryRun) {
    JobRequest request = body == null ? JobRequest.EMPTY : body;
    if (dryRun) {
      return ResponseEntity.ok(estimator.estimate(request));
    }
    JobSubmitter.Accepted accepted = submitter.submit(request, idempotencyKey);
    JobView job = queries.job(accepted.job());
    var answer = ResponseEntity.accepted().location(new Link("/jobs/" + job.id()).uri());
    if (accepted.replayed()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(job);
  }

  @GetMapping
  @JobOperations.ListAll
  Page<JobView> list(
      @RequestParam(required = false)
          @Parameter(description = "only those in this status; given again, also those in another")
          @Nullable Set<JobStatus> status,
      @RequestParam(required = false)
          @Parameter(description = "only those with this label, key:value", example = "team:web")
          @Nullable String label,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    if (status != null && (status.isEmpty() || status.contains(null))) {
      throw Problem.refused("status", "must not be empty; leave it out for jobs in any status");
    }
    return queries.page(
        JobFilter.of(status == null ? Set.of() : status, label), limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @JobOperations.Get
  JobView get(@PathVariable UUID id) {
    return queries.job(id);
  }

  @PostMapping(path = "/{id}/cancel", produces = APPLICATION_JSON_VALUE)
  @JobOperations.Cancel
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView cancel(@PathVariable UUID id) {
    lifecycle.cancel(id);
    return queries.job(id);
  }

  @PostMapping(path = "/{id}/pause", produces = APPLICATION_JSON_VALUE)
  @JobOperations.Pause
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView pause(@PathVariable UUID id) {
    lifecycle.pause(id);
    return queries.job(id);
  }

  @PostMapping(path = "/{id}/resume", produces = APPLICATION_JSON_VALUE)
  @JobOperations.Resume
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView resume(@PathVariable UUID id) {
    lifecycle.resume(id);
    return queries.job(id);
  }

  @PostMapping(path = "/{id}/stop", produces = APPLICATION_JSON_VALUE)
  @JobOperations.Stop
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView stop(@PathVariable UUID id) {
    lifecycle.stop(id);
    return queries.job(id);
  }

  @PatchMapping(path = "/{id}", produces = APPLICATION_JSON_VALUE)
  @JobOperations.Change
  JobView change(@PathVariable UUID id, @RequestBody @Valid JobPatch change) {
    lifecycle.prioritize(id, change.priority());
    return queries.job(id);
  }

  @DeleteMapping("/{id}")
  @JobOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    lifecycle.delete(id);
  }
}
