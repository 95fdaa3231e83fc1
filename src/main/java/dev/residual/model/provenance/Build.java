package dev.residual.model.provenance;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The build of this service that trained a model.
 *
 * @param version its version, {@code dev} if it was not built by Maven
 * @param commit the commit of its sources; null if it was not built in a checkout
 * @param modified whether its sources differ from the commit; null if there is no commit
 */
@Schema(description = "The build of Residual that trained the model")
public record Build(
    @Schema(example = "0.1.0") String version,
    @Schema(
            description = "The commit of its sources; null if it was not built in a git checkout",
            example = "9b1f0c6f0f2f4f3c8d1f6a7b8c9d0e1f2a3b4c5d")
        @Nullable String commit,
    @Schema(description = "Whether its sources differ from the commit; null without a commit")
        @Nullable Boolean modified) {

  static final String UNKNOWN_VERSION = "dev";

  /**
   * Describes a build by what it wrote into its files.
   *
   * @param version null if it was not built by Maven
   * @param commit null or empty if it was not built in a checkout
   * @param dirty {@code true} or {@code false}; null if it is not known
   */
  public static Build of(
      @Nullable String version, @Nullable String commit, @Nullable String dirty) {
    boolean known = commit != null && !commit.isBlank();
    return new Build(
        version == null ? UNKNOWN_VERSION : version,
        known ? commit : null,
        (known && dirty != null) ? Boolean.valueOf(dirty) : null);
  }
}
