package dev.residual;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.residual.image.Normalization;
import dev.residual.pipeline.ImageTensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Computes the logits of ONNX Runtime for the test images of the sample. */
final class OnnxRuntimeReference {

  private static final int BATCH = 50;

  private OnnxRuntimeReference() {}

  static List<float[]> logits(byte[] model, int imageSize) throws IOException, OrtException {
    byte[] pixels = SampleImages.pixels();
    List<float[]> logits = new ArrayList<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model)) {
      for (int from = 0; from < SampleImages.COUNT; from += BATCH) {
        float[] values = values(pixels, from, imageSize);
        long[] shape = {BATCH, 1, imageSize, imageSize};
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
            OrtSession.Result result = session.run(Map.of("image", input))) {
          logits.addAll(List.of((float[][]) result.get(0).getValue()));
        }
      }
    }
    return logits;
  }

  private static float[] values(byte[] pixels, int from, int imageSize) {
    List<byte[]> images = new ArrayList<>();
    for (int i = from; i < from + BATCH; i++) {
      images.add(Arrays.copyOfRange(pixels, i * SampleImages.BYTES, (i + 1) * SampleImages.BYTES));
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      return new ImageTensors(SampleImages.FORMAT, Normalization.article(1), imageSize)
          .images(manager, images)
          .toFloatArray();
    }
  }

  static double[] probabilities(float[] logits, double temperature) {
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
