package dev.residual.predict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.image.BlankImage;
import dev.residual.inference.HeatmapMethod;
import dev.residual.inference.PredictionResult;
import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.InputImage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /predict}: one prediction per image, in order. */
record PredictView(Model model, List<Prediction> predictions) {

  /**
   * The model that answered.
   *
   * @param name the alias or id that the client sent
   * @param testTop1 share of the test images that were classified correctly, from 0 to 1; null if
   *     the model was not tested
   */
  @Schema(name = "AnsweringModel")
  record Model(
      UUID id,
      String name,
      String architecture,
      @Schema(description = "null if the weights are from elsewhere") @Nullable Double testTop1) {}

  /**
   * A label and its probability.
   *
   * @param index of the class
   * @param probability from 0 to 1, not rounded
   */
  record Guess(String label, int index, float probability) {}

  /**
   * The prediction for one image.
   *
   * @param predictionId the id by which the truth can be told; null if predictions are not
   *     recorded, or this one is not
   * @param label null if the model abstains, and if the image is blank
   * @param index null if the model abstains, and if the image is blank
   * @param probability of the most probable label
   * @param abstained whether no label reached {@code abstainBelow}; null if that was not given
   * @param blank true if the image shows nothing; null otherwise
   * @param heatmap a PNG, null unless {@code explain} was true; of the part of the image that the
   *     network sees; 224x224 pixels for images of 28x28
   * @param heatmapMethod how the heatmap was computed, null unless {@code explain} was true
   * @param top the most probable labels, most probable first; the predicted one is among them
   */
  record Prediction(
      @Schema(
              description =
                  "the id for POST /feedback; absent unless residual.feedback.enabled is true, and"
                      + " if this prediction is not recorded")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable UUID predictionId,
      @Nullable String label,
      @Nullable Integer index,
      float probability,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean abstained,
      @Schema(description = "true if the image shows nothing, and absent otherwise")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Boolean blank,
      List<Guess> top,
      @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] heatmap,
      @Schema(
              description =
                  "how the heatmap was computed: from the last feature maps if they have at least"
                      + " 3x3 pixels, otherwise by covering parts of the image")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable HeatmapMethod heatmapMethod) {}

  /**
   * Returns the answer.
   *
   * @param images the images that the model took
   * @param ids the ids of the predictions; null where one is not recorded
   */
  static PredictView of(
      PredictionResult result,
      List<InputImage> images,
      PredictOptions options,
      List<@Nullable UUID> ids) {
    RegisteredModel model = result.model();
    return new PredictView(
        new Model(model.id(), result.name(), model.architecture(), model.testTop1()),
        IntStream.range(0, result.probabilities().size())
            .mapToObj(i -> prediction(result, i, isBlank(images.get(i)), options, ids.get(i)))
            .toList());
  }

  private static Prediction prediction(
      PredictionResult result,
      int image,
      boolean blank,
      PredictOptions options,
      @Nullable UUID id) {
    List<Guess> top = top(result.labels(), result.probabilities().get(image), options.topK());
    Guess best = top.get(0);
    Boolean abstained =
        options.abstainBelow() == null
            ? null
            : Boolean.valueOf(best.probability() < options.abstainBelow());
    boolean unlabeled = blank || Boolean.TRUE.equals(abstained);
    return new Prediction(
        id,
        unlabeled ? null : best.label(),
        unlabeled ? null : best.index(),
        best.probability(),
        abstained,
        blank ? Boolean.TRUE : null,
        top,
        result.heatmaps().isEmpty() ? null : result.heatmaps().get(image),
        result.heatmapMethod());
  }

  private static boolean isBlank(InputImage image) {
    return BlankImage.test(image.pixels(), image.format());
  }

  private static List<Guess> top(List<String> labels, float[] probabilities, int count) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(index -> new Guess(labels.get(index), index, probabilities[index]))
        .sorted(Comparator.comparing(Guess::probability).reversed())
        .limit(count)
        .toList();
  }
}
