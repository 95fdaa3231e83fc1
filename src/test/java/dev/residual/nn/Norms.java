package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** Changes the batch norms of test networks. */
public final class Norms {

  private Norms() {}

  /**
   * Adds random numbers to the parameters of all norms. Freshly initialized norms change nothing,
   * so that a test would not notice if they were not folded.
   */
  public static void disturb(ResNet network, Shape input) {
    Random random = new Random(3);
    network
        .state(input)
        .forEach(
            (name, parameter) -> {
              NDArray array = parameter.getArray();
              if (array.getShape().dimension() == 1) {
                float[] values = array.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                  values[i] += 0.5f * random.nextFloat();
                }
                array.set(values);
              }
            });
  }
}
