package dev.residual.inference;

import dev.residual.model.RegisteredModel;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What {@code POST /predict} answers: one prediction a picture, in order. */
record PredictView(Model model, List<Prediction> predictions) {

  /**
   * The model that answered.
   *
   * @param name the alias or id that was asked for
   * @param testTop1 share of the test pictures named right
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
   * What a picture shows.
   *
   * @param top the likeliest labels, the first one again among them
   */
  record Prediction(String label, int index, float probability, List<Guess> top) {}

  static PredictView of(String name, RegisteredModel model, Answer answer, int topK) {
    return new PredictView(
        new Model(model.id(), name, model.architecture(), model.testTop1()),
        answer.probabilities().stream()
            .map(probabilities -> prediction(answer.labels(), probabilities, topK))
            .toList());
  }

  private static Prediction prediction(List<String> labels, float[] probabilities, int topK) {
    List<Guess> top =
        IntStream.range(0, probabilities.length)
            .mapToObj(index -> new Guess(labels.get(index), index, probabilities[index]))
            .sorted(Comparator.comparing(Guess::probability).reversed())
            .limit(topK)
            .toList();
    Guess likeliest = top.get(0);
    return new Prediction(likeliest.label(), likeliest.index(), likeliest.probability(), top);
  }
}
