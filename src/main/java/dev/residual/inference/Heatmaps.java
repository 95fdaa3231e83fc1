package dev.residual.inference;

import dev.residual.inference.BatchedModel.QueueFullException;
import dev.residual.model.Logits;
import dev.residual.preprocessing.InputImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Computes heatmaps of the likeliest class by the method that suits the model. */
final class Heatmaps {

  private final BatchedModel batched;
  private final LoadedModel model;

  Heatmaps(BatchedModel batched) {
    this.batched = batched;
    this.model = batched.model();
  }

  /** Returns how heatmaps of the model are computed. */
  HeatmapMethod method() {
    return model.hasActivationMaps() ? HeatmapMethod.CLASS_ACTIVATION : HeatmapMethod.OCCLUSION;
  }

  /**
   * Returns a PNG file for each image.
   *
   * @param outputs the outputs for the images, with features if the method needs them
   */
  List<byte[]> of(List<InputImage> images, List<ModelOutput> outputs)
      throws QueueFullException, TimeoutException, InterruptedException {
    List<byte[]> heatmaps = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[][] map =
          switch (method()) {
            case CLASS_ACTIVATION -> model.activation(outputs.get(i));
            case OCCLUSION -> occlusion(images.get(i), outputs.get(i));
          };
      heatmaps.add(HeatmapImage.png(images.get(i), map));
    }
    return heatmaps;
  }

  /**
   * Each row of patches is queued only when the one before it is computed, so that an explanation
   * does not keep other requests waiting.
   */
  private float[][] occlusion(InputImage image, ModelOutput output)
      throws QueueFullException, TimeoutException, InterruptedException {
    float[] whole = model.probabilities(output.logits());
    int label = Logits.argmax(output.logits());
    OcclusionSensitivity occlusion =
        new OcclusionSensitivity(image, model.description().preprocessing().framing() != null);
    float[][] map = new float[OcclusionSensitivity.SIDE][OcclusionSensitivity.SIDE];
    for (int row = 0; row < map.length; row++) {
      List<ModelOutput> covered = batched.outputs(occlusion.covered(row), false, System.nanoTime());
      for (int column = 0; column < map.length; column++) {
        float[] probabilities = model.probabilities(covered.get(column).logits());
        map[row][column] = OcclusionSensitivity.support(whole[label], probabilities[label]);
      }
    }
    return map;
  }
}
