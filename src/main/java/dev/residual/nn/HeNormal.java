package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws weights from a normal distribution with mean 0 and standard deviation sqrt(2 / fan-in) (He
 * et al., 2015, "Delving Deep into Rectifiers", equation 10). They are drawn in Java, so that a
 * seed gives the same weights on every device.
 */
final class HeNormal implements Initializer {

  private final RandomGenerator random;

  HeNormal(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    long fanIn = shape.slice(1).size();
    double deviation = Math.sqrt(2.0 / fanIn);
    float[] weights = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (deviation * random.nextGaussian());
    }
    // On a CPU the engine uses a Java buffer for this array, so the weights need a copy of their
    // own.
    try (NDArray borrowed = manager.create(weights, shape)) {
      return borrowed.duplicate();
    }
  }
}
