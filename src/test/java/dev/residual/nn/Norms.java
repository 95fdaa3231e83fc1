package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** The norms of networks that tests make. */
public final class Norms {

  private Norms() {}

  /** Norms as they are made do nothing, and would be folded right by doing nothing. */
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
