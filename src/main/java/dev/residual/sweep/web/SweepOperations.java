package dev.residual.sweep.web;

import dev.residual.sweep.SweepRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Documents the operations on sweeps, one annotation for each handler of the controller. */
final class SweepOperations {

  private SweepOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "submitSweep",
      summary = "Search for the best values of the fields of a job",
      description =
          "Each combination of values is a trial: an ordinary job. Trials are submitted as there"
              + " is room, over all workers. With earlyStopping a trial is paused at rungs, and goes"
              + " on only if it is among the best. Every combination is checked before the answer.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = SweepRequest.class),
                      examples = {
                        @ExampleObject(
                            name = "Twelve learning rates and batch sizes with early stopping",
                            value =
                                "{\"name\": \"learning rates\", \"strategy\": \"random\","
                                    + " \"maxTrials\": 12, \"job\": {\"dataset\":"
                                    + " \"fashion-mnist-sample\", \"imageSize\": 28, \"epochs\":"
                                    + " 9}, \"space\": {\"optimizer.learningRate\": {\"min\":"
                                    + " 0.0001, \"max\": 0.1, \"scale\": \"log\"}, \"batchSize\":"
                                    + " [32, 64, 128]}, \"earlyStopping\": {\"minEpochs\": 1,"
                                    + " \"reductionFactor\": 3}}"),
                        @ExampleObject(
                            name = "A grid, every trial trained to its end",
                            value =
                                "{\"strategy\": \"grid\", \"job\": {\"dataset\":"
                                    + " \"fashion-mnist-sample\", \"imageSize\": 28, \"epochs\":"
                                    + " 2}, \"space\": {\"optimizer.name\": [\"adam\","
                                    + " \"sgd\"], \"labelSmoothing\": {\"min\": 0, \"max\": 0.2,"
                                    + " \"steps\": 3}}, \"promote\": \"if-better\"}")
                      })))
  @ApiResponse(responseCode = "202", description = "Running; Location is the path of the sweep")
  @ApiResponse(
      responseCode = "400",
      description = "A field is unknown, has a wrong type or is out of range, in any combination")
  @ApiResponse(
      responseCode = "409",
      description =
          "The first request with this key is still being accepted, code idempotency-key-in-use, or"
              + " its sweep was deleted, code sweep-deleted")
  @ApiResponse(
      responseCode = "422",
      description =
          "A combination cannot work here, or the key was used with another body, code"
              + " idempotency-key-reused")
  @ApiResponse(
      responseCode = "429",
      description =
          "Too many sweeps have not ended, code too-many-sweeps, or too many of the client's"
              + " key, code too-many-sweeps-of-key; see Retry-After")
  @interface Submit {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listSweeps",
      summary = "List sweeps, newest first, without their requests and trials")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getSweep",
      summary = "Get one sweep: its status, its best trial and the table of its trials")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "getSweepTable", summary = "Get the trials of a sweep as CSV")
  @ApiResponse(
      responseCode = "200",
      description = "A row for each trial, below their names",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
  @NotFound
  @interface Csv {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "stopSweep",
      summary = "Stop a sweep and keep the best model so far",
      description =
          "No further trial begins, and all others are cancelled. Unless one was trained to its end"
              + " already, the best one so far is stopped and becomes a model.")
  @ApiResponse(responseCode = "202", description = "STOPPING; the sweep will be STOPPED")
  @NotFound
  @ApiResponse(responseCode = "409", description = "It has ended, code sweep-already-final")
  @interface Stop {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "deleteSweep",
      summary = "Delete a sweep that has ended; its jobs and models are kept")
  @ApiResponse(responseCode = "204")
  @NotFound
  @ApiResponse(responseCode = "409", description = "It has not ended, code sweep-not-final")
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(responseCode = "404", description = "No sweep has this id")
  @interface NotFound {}
}
