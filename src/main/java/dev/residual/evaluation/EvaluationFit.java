package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.residual.model.ModelDescription;
import dev.residual.preprocessing.Preprocessing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a model is applied to a data set that it was not trained on.
 *
 * @param preprocessing what is done to the images
 * @param outputs for each label of the data set the index of the model's output; null if both have
 *     the same order
 */
record EvaluationFit(Preprocessing preprocessing, int @Nullable [] outputs) {

  private static final int MOST_NAMED = 10;

  /**
   * Fits a model to a data set.
   *
   * @param labels those of the data set
   * @param channels number of channels of its images
   * @param dataset its name, for people
   * @throws IncompatibleDatasetException if it has other labels, or colors that the model does not
   *     know
   */
  static EvaluationFit of(
      ModelDescription model, List<String> labels, int channels, String dataset) {
    requireSameLabels(model.labels(), labels, dataset);
    return new EvaluationFit(
        preprocessing(model.preprocessing(), channels, dataset),
        labels.equals(model.labels())
            ? null
            : labels.stream().mapToInt(model.labels()::indexOf).toArray());
  }

  private static void requireSameLabels(List<String> known, List<String> given, String dataset) {
    List<String> missing = without(known, given);
    List<String> unknown = without(given, known);
    if (missing.isEmpty() && unknown.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    if (!unknown.isEmpty()) {
      reasons.add("the model does not know " + named(unknown));
    }
    if (!missing.isEmpty()) {
      reasons.add("the data set lacks " + named(missing));
    }
    throw new IncompatibleDatasetException(
        String.format(
            Locale.ROOT,
            "must have the same labels as the model, but %s has others: %s",
            dataset,
            String.join(", and ", reasons)));
  }

  private static List<String> without(List<String> names, List<String> others) {
    HashSet<String> known = new HashSet<>(others);
    return names.stream().filter(name -> !known.contains(name)).toList();
  }

  private static String named(List<String> labels) {
    String first =
        String.join(", ", labels.stream().limit(MOST_NAMED).map(each -> '"' + each + '"').toList());
    return labels.size() <= MOST_NAMED
        ? first
        : String.format(Locale.ROOT, "%s and %d more", first, labels.size() - MOST_NAMED);
  }

  private static Preprocessing preprocessing(Preprocessing model, int channels, String dataset) {
    if (model.channels() == channels) {
      return model;
    }
    if (model.networkChannels() < channels) {
      throw new IncompatibleDatasetException(
          String.format(
              Locale.ROOT,
              "must have gray images, because the model takes gray ones, but those of %s are in"
                  + " color; import it with \"color\": \"gray\"",
              dataset));
    }
    // A network of colors takes gray images, whose values are repeated, and the other way round a
    // network that was trained on repeated gray values takes colors.
    return model.withChannels(channels);
  }

  /**
   * Returns logits, (n, classes), in the order of the data set's labels.
   *
   * @param logits in the order of the model's outputs
   */
  NDArray inOrderOfData(NDArray logits) {
    if (outputs == null) {
      return logits;
    }
    NDArray[] columns =
        IntStream.of(outputs)
            .mapToObj(output -> logits.get(new NDIndex(":, {}:{}", output, output + 1)))
            .toArray(NDArray[]::new);
    NDArray ordered = columns[0];
    for (int i = 1; i < columns.length; i++) {
      ordered = ordered.concat(columns[i], 1);
    }
    return ordered;
  }
}
