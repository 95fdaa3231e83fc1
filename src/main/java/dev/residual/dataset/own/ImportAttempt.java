package dev.residual.dataset.own;

import dev.residual.dataset.ingest.ImportOptions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to import a version.
 *
 * @param inbox path below the inbox; null for an upload
 */
record ImportAttempt(
    UUID id,
    DatasetReference reference,
    int attempt,
    ImportOptions options,
    @Nullable String inbox) {

  static ImportAttempt of(DatasetVersion version) {
    return new ImportAttempt(
        version.id(), version.reference(), version.attempt(), version.options(), version.inbox());
  }

  /** Returns the key of the pack that this attempt writes. */
  String packKey() {
    return DatasetKeys.pack(id, attempt);
  }
}
