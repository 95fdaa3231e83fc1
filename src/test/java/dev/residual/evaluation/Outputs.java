package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.model.ModelStore.AttachmentWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Makes outputs of networks that nobody has trained. */
public final class Outputs {

  private Outputs() {}

  /** Returns logits of which that of the prediction is this high, and the others are 0. */
  static float[][] of(int[] predictions, int classes, float logit) {
    float[][] logits = new float[predictions.length][classes];
    for (int i = 0; i < predictions.length; i++) {
      logits[i][predictions[i]] = logit;
    }
    return logits;
  }

  static Evaluation evaluation(float[][] logits, int[] labels) {
    int hits =
        (int)
            IntStream.range(0, labels.length)
                .filter(i -> dev.residual.model.Logits.argmax(logits[i]) == labels[i])
                .count();
    return new Evaluation(
        new Metrics(labels.length, labels.length * 0.5, hits, labels.length), logits, labels);
  }

  /** Returns gray images of 28x28 pixels, each of another shade. */
  static LabeledImages images(int[] labels) {
    ImageFormat format = ImageFormat.gray(28, 28);
    byte[] pixels = new byte[labels.length * format.bytes()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / format.bytes());
    }
    return LabeledImages.of(pixels, labels, format);
  }

  /** Returns the files of a model that predicted these classes for images of these labels. */
  public static Map<String, AttachmentWriter> files(
      String dataset, List<String> names, int[] labels, int[] predictions, JsonMapper json) {
    Evaluation test = evaluation(of(predictions, names.size(), 3), labels);
    return EvaluationFiles.of(
        dataset,
        names,
        images(labels),
        TestDigest.of(names, images(labels)),
        new FinalEvaluation(test, null, TemperatureScaling.calibration(test, "test", test)),
        List.of(),
        json);
  }
}
