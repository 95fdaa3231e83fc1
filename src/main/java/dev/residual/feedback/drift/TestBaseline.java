package dev.residual.feedback.drift;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.TestConfidences;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.model.Manifest;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.storage.StorageUnavailableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads what models predicted for their test sets. */
@Component
class TestBaseline {

  /** The part of a report that is needed. The rest is skipped, as it may be large. */
  private record Summary(
      String dataset, int images, WilsonInterval accuracy, List<ClassSummary> classes) {}

  private record ClassSummary(int predicted) {}

  /**
   * What a model predicted for its test set.
   *
   * @param labels predictions by label
   * @param confidences in ascending order; empty if an earlier version did not store them
   */
  record Baseline(
      String dataset, int images, WilsonInterval accuracy, long[] labels, float[] confidences) {

    long[] bins() {
      long[] bins = new long[PredictionCounts.BINS];
      for (float confidence : confidences) {
        bins[PredictionCounts.bin(confidence)]++;
      }
      return bins;
    }

    @Nullable Double meanConfidence() {
      if (confidences.length == 0) {
        return null;
      }
      double sum = 0;
      for (float confidence : confidences) {
        sum += confidence;
      }
      return sum / confidences.length;
    }
  }

  private final ModelStore store;
  private final JsonMapper json;

  TestBaseline(ModelStore store, JsonMapper json) {
    this.store = store;
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** Returns the baseline, or empty if the model was not tested here. */
  Optional<Baseline> of(StoredModel model) {
    return model
        .manifest()
        .attachment(EvaluationFiles.REPORT)
        .map(
            report -> {
              Summary summary = json.readValue(store.content(model, report), Summary.class);
              return new Baseline(
                  summary.dataset(),
                  summary.images(),
                  summary.accuracy(),
                  summary.classes().stream().mapToLong(ClassSummary::predicted).toArray(),
                  confidences(model));
            });
  }

  private float[] confidences(StoredModel model) {
    Optional<Manifest.Attachment> file = model.manifest().attachment(EvaluationFiles.PREDICTIONS);
    if (file.isEmpty()) {
      return new float[0];
    }
    try {
      float[] confidences =
          TestConfidences.read(store.file(model, file.get()).getFile().toPath())
              .orElseGet(() -> new float[0]);
      Arrays.sort(confidences);
      return confidences;
    } catch (IOException e) {
      throw new StorageUnavailableException(
          file.get().file() + " of " + model.key() + " could not be read", e);
    }
  }
}
