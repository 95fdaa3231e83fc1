package dev.residual.predict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.inference.PredictionResult;
import dev.residual.model.RegisteredModel;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code POST /predict} answers: one prediction an image, in order. */
record PredictView(Model model, List<Prediction> predictions) {

  /**
   * The model that answered.
   *
   * @param name the alias or id that was asked for
   * @param testTop1 share of the test images named right
   */
  record Model(UUID id, String name, String architecture, double testTop1) {}

  /**
   * A label and how sure the model is of it.
   *
   * @param index of the class
   * @param probability 0 to 1, as exact as the network computes it
   */
  record Guess(String label, int index, float probability) {}

  /**
   * What an image shows.
   *
   * @param label null if the model abstains
   * @param index null if the model abstains
   * @param probability of the likeliest label
   * @param abstained whether no label was as probable as asked for; null if nothing was asked
   * @param heatmap a PNG, if it was asked for; of 224x224 pixels where images have 28x28
   * @param top the likeliest labels, the first one again among them
   */
  record Prediction(
      @Nullable String label,
      @Nullable Integer index,
      float probability,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean abstained,
      List<Guess> top,
      @SuppressWarnings("ArrayRecordComponent") // written as base64, never compared
          @JsonInclude(JsonInclude.Include.NON_NULL)
          byte @Nullable [] heatmap) {}

  static PredictView of(PredictionResult answer, PredictOptions wishes) {
    RegisteredModel model = answer.model();
    return new PredictView(
        new Model(model.id(), answer.name(), model.architecture(), model.testTop1()),
        IntStream.range(0, answer.probabilities().size())
            .mapToObj(i -> prediction(answer, i, wishes))
            .toList());
  }

  private static Prediction prediction(
      PredictionResult answer, int image, PredictOptions wishes) {
    List<Guess> top = top(answer.labels(), answer.probabilities().get(image), wishes.topK());
    Guess likeliest = top.get(0);
    Boolean abstained =
        wishes.abstainBelow() == null
            ? null
            : Boolean.valueOf(likeliest.probability() < wishes.abstainBelow());
    boolean silent = Boolean.TRUE.equals(abstained);
    return new Prediction(
        silent ? null : likeliest.label(),
        silent ? null : likeliest.index(),
        likeliest.probability(),
        abstained,
        top,
        answer.heatmaps().isEmpty() ? null : answer.heatmaps().get(image));
  }

  private static List<Guess> top(List<String> labels, float[] probabilities, int count) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(index -> new Guess(labels.get(index), index, probabilities[index]))
        .sorted(Comparator.comparing(Guess::probability).reversed())
        .limit(count)
        .toList();
  }
}
