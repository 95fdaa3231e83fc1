package dev.residual.job;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
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

@RestController
@RequestMapping("/jobs")
@Tag(name = "Jobs", description = "Trainings: ask for one, follow it, call it off")
class JobController {

  private static final String LIMIT = "must be between {min} and {max}";

  private final JobSubmitter submitter;
  private final JobLifecycle lifecycle;
  private final JobQueries queries;

  JobController(JobSubmitter submitter, JobLifecycle lifecycle, JobQueries queries) {
    this.submitter = submitter;
    this.lifecycle = lifecycle;
    this.queries = queries;
  }

  @InitBinder("jobRequest")
  void validateRecipe(WebDataBinder binder) {
    // Spring MVC has given the binder its own validator.
    binder.addValidators(new JobFieldsValidator(Objects.requireNonNull(binder.getValidator())));
  }

  @PostMapping
  @Operation(
      summary = "Ask for a training",
      description =
          "Every field is optional, and so is the body: {} is the article's recipe. A field that is"
              + " given wins over the recipe's default. Where no data set is given it is the full"
              + " fashion-mnist, which GET /datasets must show as ready.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = JobRequest.class),
                      examples = {
                        @ExampleObject(
                            name = "A minute on the sample",
                            value =
                                """
                                {"dataset": "fashion-mnist-sample", "imageSize": 28, "epochs": 3}\
                                """),
                        @ExampleObject(
                            name = "A trial of the article's recipe on the full data",
                            value = "{\"trainLimit\": 6400, \"epochs\": 1}"),
                        @ExampleObject(
                            name = "The article's recipe on the full data",
                            value = "{}"),
                        @ExampleObject(
                            name = "The best accuracy a minute, on the full data",
                            value = "{\"recipe\": \"fast\"}"),
                        @ExampleObject(
                            name = "All the means of training, on the sample",
                            value =
                                """
                                {
                                  "dataset": "fashion-mnist-sample",
                                  "imageSize": 28,
                                  "epochs": 4,
                                  "optimizer": {"name": "adamw", "learningRate": 0.002, "weightDecay": 0.05},
                                  "schedule": {"name": "one-cycle", "warmupEpochs": 1},
                                  "augmentation": {"horizontalFlip": true, "maxShift": 2, "randomErasing": 0.1},
                                  "labelSmoothing": 0.1,
                                  "maxGradNorm": 5,
                                  "emaDecay": 0.99,
                                  "validationSize": 600,
                                  "earlyStopping": {"patience": 2},
                                  "promote": "never"
                                }\
                                """),
                        @ExampleObject(
                            name = "A network of one's own",
                            value =
                                """
                                {
                                  "name": "thin and small",
                                  "architecture": {"blocks": [1, 1, 1], "channels": [16, 32, 64], "stem": "small"},
                                  "dataset": "fashion-mnist-sample",
                                  "imageSize": 28,
                                  "epochs": 2,
                                  "optimizer": {"learningRate": 0.003},
                                  "promote": "never"
                                }\
                                """)
                      })))
  @ApiResponse(responseCode = "202", description = "Queued; Location leads to it")
  @ApiResponse(responseCode = "400", description = "A field is unknown, ill-typed or out of range")
  @ApiResponse(
      responseCode = "422",
      description =
          "The recipe cannot work here, or the key came with another body before, code "
              + "idempotency-key-reused")
  @ApiResponse(
      responseCode = "409",
      description =
          "The first request with this key is still being accepted, code idempotency-key-in-use, or"
              + " its job was deleted, code job-deleted")
  @ApiResponse(
      responseCode = "429",
      description = "The queue is full; Retry-After tells when to come")
  ResponseEntity<JobView> post(
      @RequestBody(required = false) @Valid @Nullable JobRequest body,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Parameter(
              description =
                  "any text of yours; for a day a second request with it and the same body answers "
                      + "with the first one's job, and Idempotency-Replayed: true")
          @Size(min = 1, max = 255, message = "must have between {min} and {max} characters")
          @Nullable String idempotencyKey) {
    JobRequest request = body == null ? JobRequest.EMPTY : body;
    JobSubmitter.Accepted accepted = submitter.submit(request, idempotencyKey);
    JobView job = queries.job(accepted.job());
    var answer = ResponseEntity.accepted().location(URI.create("/jobs/" + job.id()));
    if (accepted.replayed()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(job);
  }

  @GetMapping
  @Operation(summary = "Jobs, newest first, without request and epochs")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  Page<JobView> list(
      @RequestParam(required = false) @Parameter(description = "only those in this status")
          @Nullable JobStatus status,
      @RequestParam(required = false)
          @Parameter(description = "only those with this label, key:value", example = "team:web")
          @Nullable String label,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the page before")
          @Nullable String cursor) {
    return queries.page(JobFilter.of(status, label), limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @Operation(summary = "One job: where it stands, how far it is, what its epochs brought")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  JobView get(@PathVariable UUID id) {
    return queries.job(id);
  }

  @PostMapping("/{id}/cancel")
  @Operation(summary = "Call a job off; nothing of it is kept")
  @ApiResponse(responseCode = "202", description = "Off at once if queued, else within two seconds")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(responseCode = "409", description = "It is over already, code already-final")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView cancel(@PathVariable UUID id) {
    lifecycle.cancel(id);
    return queries.job(id);
  }

  @PostMapping("/{id}/pause")
  @Operation(
      summary = "Put a job off",
      description =
          "At once if it is queued; else it leaves off at its next batch, frees its device, and"
              + " goes on there when it is resumed, as if it had never been paused.")
  @ApiResponse(responseCode = "202", description = "Paused, or about to be")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(
      responseCode = "409",
      description = "It is over, code already-final, or about to be, code already-ending")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView pause(@PathVariable UUID id) {
    lifecycle.pause(id);
    return queries.job(id);
  }

  @PostMapping("/{id}/resume")
  @Operation(
      summary = "Let a paused job go on; it has the place in the queue that its age gives it")
  @ApiResponse(responseCode = "202", description = "Queued again")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(
      responseCode = "409",
      description = "It is not paused, code not-paused, or over, code already-final")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView resume(@PathVariable UUID id) {
    lifecycle.resume(id);
    return queries.job(id);
  }

  @PostMapping("/{id}/stop")
  @Operation(
      summary = "End a job early with what it has learnt",
      description =
          "After its next batch the weights are evaluated and become a model: the best ones with"
              + " earlyStopping, else the latest. A paused job is stopped as soon as a device is"
              + " free.")
  @ApiResponse(responseCode = "202", description = "It learns no more, and ends SUCCEEDED")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(
      responseCode = "409",
      description =
          "It has not started, code not-started; is over, code already-final; or is being"
              + " cancelled, code already-ending")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView stop(@PathVariable UUID id) {
    lifecycle.stop(id);
    return queries.job(id);
  }

  @PatchMapping("/{id}")
  @Operation(
      summary = "Move a queued job",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = JobPatch.class),
                      examples = @ExampleObject("{\"priority\": 10}"))))
  @ApiResponse(responseCode = "200", description = "Moved; queuePosition tells where to")
  @ApiResponse(responseCode = "400", description = "The priority is missing or out of range")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(responseCode = "409", description = "It is not queued, code not-queued")
  JobView change(@PathVariable UUID id, @RequestBody @Valid JobPatch change) {
    lifecycle.prioritize(id, change.priority());
    return queries.job(id);
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Forget a job that is over; its model stays")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(responseCode = "409", description = "It is not over yet, code not-final")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    lifecycle.delete(id);
  }

  @ExceptionHandler
  Problem notFound(JobNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, e.code(), e.getMessage());
  }

  @ExceptionHandler
  Problem refused(JobStateException e) {
    return Problem.of(HttpStatus.CONFLICT, e.code(), e.getMessage());
  }
}
