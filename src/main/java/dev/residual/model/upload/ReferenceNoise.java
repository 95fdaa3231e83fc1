package dev.residual.model.upload;

import ai.djl.ndarray.NDManager;
import dev.residual.image.ImageFormat;
import dev.residual.model.ReferenceSamples;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.web.Problem;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;

/**
 * Makes reference samples for a network that came without images: patches of noise, with the
 * outputs in fp32. By them every node can tell whether its faster kernels compute the same.
 */
final class ReferenceNoise {

  static final int IMAGES = 4;

  /** Noise of single pixels would be averaged away by the first layers. */
  private static final int PATCHES = 8;

  private static final int LEVELS = 256;

  private ReferenceNoise() {}

  /**
   * Returns the network's outputs for images of noise, which are the same each time.
   *
   * @param manager parent of the temporary memory
   * @throws Problem 422 if an output is not finite
   */
  static ReferenceSamples of(ResNet network, Preprocessing preprocessing, NDManager manager) {
    ImageTensors tensors = new ImageTensors(preprocessing);
    List<byte[]> images =
        IntStream.range(0, IMAGES).mapToObj(seed -> image(tensors.format(), seed)).toList();
    try (NDManager scope = manager.newSubManager()) {
      float[][] logits = NetworkOutputs.of(network, tensors.images(scope, images));
      for (float[] row : logits) {
        requireFinite(row);
      }
      return new ReferenceSamples(tensors.format(), images, logits);
    }
  }

  private static byte[] image(ImageFormat format, int seed) {
    byte[] levels = new byte[PATCHES * PATCHES * format.channels()];
    Random random = new Random(seed);
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) random.nextInt(LEVELS);
    }
    byte[] image = new byte[format.bytes()];
    for (int y = 0, i = 0; y < format.height(); y++) {
      for (int x = 0; x < format.width(); x++) {
        int patch = y * PATCHES / format.height() * PATCHES + x * PATCHES / format.width();
        for (int channel = 0; channel < format.channels(); channel++) {
          image[i++] = levels[patch * format.channels() + channel];
        }
      }
    }
    return image;
  }

  private static void requireFinite(float[] logits) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw Problem.of(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "invalid-weights",
            "The network computes " + logit + " for an image. The weights are too large.");
      }
    }
  }
}
