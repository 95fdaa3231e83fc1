package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.FoldedResNet;
import dev.residual.nn.ResNet;
import dev.residual.onednn.CompiledNetwork;
import dev.residual.torch.Precision;
import java.util.List;

/**
 * A network with the weights of one moment, compiled for inference in bf16. It evaluates a network
 * several times faster than that network itself, whose layers are not folded.
 */
public final class CompiledInference implements AutoCloseable {

  /** Numbers of images that are computed at once; few, since each has kernels of its own. */
  private static final List<Integer> COUNTS = List.of(64, 16, 4, 1);

  private final CompiledNetwork network;
  private final Shape maps;

  /**
   * Compiles a network, whose weights are copied.
   *
   * @param input shape of a batch of one image
   * @param manager on the device of the network
   * @throws dev.residual.onednn.OneDnnException if oneDNN has no kernel for it
   */
  public CompiledInference(ResNet of, Shape input, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      FoldedResNet folded = of.folded(input, scope);
      maps = folded.output();
      network = new CompiledNetwork(folded, COUNTS, Precision.BF16);
    }
  }

  /**
   * Computes the mean features of images.
   *
   * @param images fp32 (n, channels, h, w)
   * @return (n, features) in the manager of the images
   */
  public NDArray features(NDArray images) {
    float[] features = network.features(images.toFloatArray());
    Shape shape = new Shape(images.getShape().get(0), maps.get(1), maps.get(2) * maps.get(3));
    try (NDArray all = images.getManager().create(features, shape)) {
      return all.mean(new int[] {2});
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
