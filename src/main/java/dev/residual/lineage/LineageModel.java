package dev.residual.lineage;

import dev.residual.job.JobStatus;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelView;
import dev.residual.model.provenance.Build;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Reproduction;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model in a lineage. Of a deleted one only its id and the digest of its weights are known.
 *
 * @param parentId the model that its training started from; null for none
 * @param testTop1 null if it was not tested
 * @param job the job that trained it; null if its weights are from elsewhere
 * @param dataset what it was trained on; null if its weights are from elsewhere
 * @param origin where its weights are from; null if they were trained here
 * @param build the build of the service that trained it; null if it is not known
 * @param reproduction how it compares with the model whose training it repeats; null for none
 */
@Schema(description = "A model in a lineage; of a deleted one only id and weightsSha256 are known")
record LineageModel(
    UUID id,
    @Schema(description = "Whether the model was deleted") boolean deleted,
    String weightsSha256,
    @Nullable Instant createdAt,
    @Nullable String architecture,
    @Schema(description = "The model that its training started from") @Nullable UUID parentId,
    @Nullable Double testTop1,
    List<String> aliases,
    @Nullable JobReference job,
    @Nullable DatasetReference dataset,
    ModelDescription.@Nullable Origin origin,
    @Nullable Build build,
    @Nullable Reproduction reproduction,
    Map<String, Link> links) {

  /**
   * A job that trained a model.
   *
   * @param deleted whether the job was deleted
   * @param status null if it was deleted
   */
  @Schema(name = "LineageJob")
  record JobReference(
      UUID id,
      @Schema(description = "Whether the job was deleted") boolean deleted,
      @Nullable String name,
      @Nullable JobStatus status) {}

  /**
   * A data set that a model was trained on.
   *
   * @param name its name and version
   * @param state whether it is still there
   * @param digests SHA-256 of its content when the model was trained, by name
   */
  @Schema(name = "LineageDataset")
  record DatasetReference(
      @Schema(description = "Its name and version", example = "pets@3") String name,
      State state,
      Map<String, String> digests) {

    /** Whether a data set is still there. */
    @Schema(
        name = "LineageDatasetState",
        enumAsRef = true,
        description =
            "READY: it is there. MISSING: its files are not on this node now. DELETED: it was"
                + " deleted. CHANGED: this name and version has other content now")
    enum State {
      /** It is there, with the same content. */
      READY,
      /** It is a built-in data set whose files are not on this node, or it is not ready. */
      MISSING,
      /** It was deleted. */
      DELETED,
      /** It was deleted, and its name and version were given to other content. */
      CHANGED
    }
  }

  static LineageModel of(
      ModelView model, @Nullable JobReference job, @Nullable DatasetReference dataset) {
    Provenance provenance = model.provenance();
    Provenance.Parent parent = provenance == null ? null : provenance.parent();
    return new LineageModel(
        model.id(),
        false,
        model.weightsSha256(),
        model.createdAt(),
        model.architecture(),
        parent == null ? null : parent.id(),
        model.test() == null ? null : model.test().top1(),
        model.aliases(),
        job,
        dataset,
        model.origin(),
        provenance == null ? null : provenance.build(),
        model.reproduction(),
        Map.of("self", new Link("/models/" + model.id())));
  }

  static LineageModel deleted(Provenance.Parent parent) {
    return new LineageModel(
        parent.id(),
        true,
        parent.weightsSha256(),
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        Map.of());
  }
}
