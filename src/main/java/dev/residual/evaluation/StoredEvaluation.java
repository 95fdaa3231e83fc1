package dev.residual.evaluation;

import dev.residual.model.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * An evaluation in the artifact store.
 *
 * @param key key of its files
 * @param precision {@code fp32} or {@code bf16}
 */
public record StoredEvaluation(
    String key, List<Manifest.Attachment> files, EvaluationSummary summary, String precision) {

  /** Returns the file of this name, or empty if there is none. */
  public Optional<Manifest.Attachment> file(String name) {
    return files.stream().filter(each -> each.file().equals(name)).findFirst();
  }
}
