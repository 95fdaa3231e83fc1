package dev.residual.lineage;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Documents the operations on lineages, one annotation for each handler of {@link
 * LineageController}.
 */
final class LineageOperations {

  private LineageOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getLineage",
      summary = "Get where a model comes from, and what was made from it",
      description =
          "Its parents up to random or imported weights, its children, the models that repeat its"
              + " training, and of each the job and the data set, also if they were deleted.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "reproduceModel",
      summary = "Submit the job of a model again, and compare the result",
      description =
          "The new job has the request of the first one, and the precision that it was trained in. The new"
              + " model gets no alias. When the job is done, reproduction in the job and in the new"
              + " model says whether the weights are the same, and otherwise by how much the"
              + " accuracy differs and why that can be.")
  @ApiResponse(responseCode = "202", description = "Queued; Location is the path of the job")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(
      responseCode = "409",
      description =
          "The data set was deleted or has other content, code dataset-gone, or the initial model"
              + " was deleted, code initial-model-gone; or as for POST /jobs")
  @ApiResponse(
      responseCode = "422",
      description =
          "The weights are from elsewhere, code not-reproducible; no worker can train in the"
              + " precision; or the key was used with another body, code idempotency-key-reused")
  @ApiResponse(
      responseCode = "429",
      description = "As for POST /jobs, codes queue-full and too-many-jobs; see Retry-After")
  @interface Reproduce {}
}
