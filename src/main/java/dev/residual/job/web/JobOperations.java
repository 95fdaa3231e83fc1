package dev.residual.job.web;

import dev.residual.job.JobRequest;
import dev.residual.job.JobView;
import dev.residual.job.estimate.JobEstimate;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Documents the operations on jobs, one annotation for each handler of {@link JobController}. */
final class JobOperations {

  private JobOperations() {}

  /** The examples of its body are in the file {@code openapi/jobs.json}. */
  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "submitJob",
      summary = "Submit a training job",
      description =
          "Every field is optional, and so is the body: {} is the article's recipe. A field that is"
              + " given wins over the recipe's default. The default data set is the full"
              + " fashion-mnist, which GET /datasets must show as ready.",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = JobRequest.class))))
  @ApiResponse(
      responseCode = "200",
      description = "With dryRun=true: what the job would take; nothing is queued",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = JobEstimate.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Queued; Location is the path of the job",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = JobView.class)))
  @ApiResponse(
      responseCode = "400",
      description = "A field is unknown, has a wrong type or is out of range")
  @ApiResponse(
      responseCode = "409",
      description =
          "The first request with this key is still being accepted, code idempotency-key-in-use, or"
              + " its job was deleted, code job-deleted")
  @ApiResponse(
      responseCode = "422",
      description =
          "The recipe cannot work here, or the key was used with another body, code"
              + " idempotency-key-reused")
  @ApiResponse(
      responseCode = "429",
      description =
          "The queue is full, code queue-full, or the key has as many unfinished jobs as its limit"
              + " allows, code too-many-jobs; see Retry-After")
  @interface Submit {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listJobs",
      summary = "List jobs, newest first, without their requests and epochs")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getJob",
      summary = "Get one job: its status, its progress and the results of its epochs")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "cancelJob", summary = "Cancel a job; no model is kept")
  @ApiResponse(
      responseCode = "202",
      description = "A queued job is cancelled at once, a running one within two seconds")
  @NotFound
  @ApiResponse(responseCode = "409", description = "The job is final, code already-final")
  @interface Cancel {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "pauseJob",
      summary = "Pause a job",
      description =
          "A queued job is paused at once. A running job is paused at the end of its batch and"
              + " frees its device. A resumed job continues there, with the same result as if it"
              + " had never been paused.")
  @ApiResponse(responseCode = "202", description = "PAUSED or PAUSING")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description = "The job is final, code already-final, or is being ended, code already-ending")
  @interface Pause {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "resumeJob",
      summary = "Resume a paused job",
      description = "Its place in the queue follows from its priority and its age, as before.")
  @ApiResponse(responseCode = "202", description = "QUEUED")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description = "The job is not paused, code not-paused, or final, code already-final")
  @interface Resume {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "stopJob",
      summary = "Stop a job early and keep its model",
      description =
          "After the current batch the weights are evaluated and become a model: the best ones with"
              + " earlyStopping, otherwise the latest. A paused job is stopped as soon as a device"
              + " is free.")
  @ApiResponse(responseCode = "202", description = "STOPPING; the job will be SUCCEEDED")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description =
          "The job has not started, code not-started; is final, code already-final; or is being"
              + " cancelled, code already-ending")
  @interface Stop {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "changeJob",
      summary = "Change the priority of a queued job",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = JobPatch.class),
                      examples = @ExampleObject("{\"priority\": 10}"))))
  @ApiResponse(responseCode = "200", description = "queuePosition is its new place")
  @ApiResponse(responseCode = "400", description = "The priority is missing or out of range")
  @NotFound
  @ApiResponse(responseCode = "409", description = "The job is not queued, code not-queued")
  @interface Change {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "deleteJob", summary = "Delete a final job; its model is kept")
  @ApiResponse(responseCode = "204")
  @NotFound
  @ApiResponse(responseCode = "409", description = "The job is not final, code not-final")
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @interface NotFound {}
}
