package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The list of models in the form of Triton. */
final class RepositoryIndex {

  private RepositoryIndex() {}

  /** The body of a request for the list, which is optional. */
  @Schema(name = "RepositoryIndexRequest")
  record Query(
      @Schema(description = "true omits models that cannot answer") @Nullable Boolean ready) {}

  /**
   * A model that has an alias.
   *
   * @param name the alias
   * @param version the id of the model
   * @param reason why the model cannot answer; absent if it can
   */
  @Schema(name = "RepositoryIndexEntry")
  record Entry(
      String name,
      String version,
      State state,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {

    static Entry of(String alias, String version, boolean ready) {
      return ready
          ? new Entry(alias, version, State.READY, null)
          : new Entry(alias, version, State.UNAVAILABLE, "its weights could not be read");
    }
  }

  /** Says whether a model can answer. */
  enum State {
    READY,
    UNAVAILABLE
  }
}
