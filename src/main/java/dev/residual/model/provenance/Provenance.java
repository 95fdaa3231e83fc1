package dev.residual.model.provenance;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a model was made. The description of the model has the rest: data set and digests, recipe,
 * seed, precision, and the versions of libraries.
 *
 * @param job the job that trained it; null if no job did
 * @param request the whole request of the job, with which it can be repeated; null if no job did
 * @param testDigest SHA-256 of the test images and their labels
 * @param parent the model whose weights the training started from; null for random weights
 */
@Schema(description = "How the model was made")
public record Provenance(
    @Nullable UUID job,
    @Schema(description = "The whole request of the job, with which it can be repeated")
        @Nullable Map<String, Object> request,
    @Schema(description = "SHA-256 of the test images and their labels") String testDigest,
    @Schema(description = "The model that the training started from; null for random weights")
        @Nullable Parent parent,
    Build build,
    Machine machine) {

  /**
   * The model whose weights a training started from.
   *
   * @param weightsSha256 SHA-256 of its weights, by which they are known when it is deleted
   */
  @Schema(name = "ParentModel")
  public record Parent(UUID id, String weightsSha256) {}

  /** Describes a training. */
  public static Provenance of(
      @Nullable Submission submission,
      String testDigest,
      @Nullable Parent parent,
      Build build,
      Machine machine) {
    return new Provenance(
        submission == null ? null : submission.job(),
        submission == null ? null : submission.request(),
        testDigest,
        parent,
        build,
        machine);
  }
}
