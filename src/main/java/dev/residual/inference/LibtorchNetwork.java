package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.nn.FoldedResNet;
import dev.residual.pipeline.ImageTensors;
import java.util.List;

/** A network computed by libtorch's operations, which all devices have; in fp32. */
final class LibtorchNetwork implements InferenceNetwork {

  private final FoldedResNet network;
  private final ImageTensors tensors;
  private final NDManager manager;

  /**
   * @param tensors how it sees images
   * @param manager owner of the network's weights, which is closed with this
   */
  LibtorchNetwork(FoldedResNet network, ImageTensors tensors, NDManager manager) {
    this.network = network;
    this.tensors = tensors;
    this.manager = manager;
  }

  @Override
  public float[] features(List<byte[]> images) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = tensors.images(scope, images);
      return network.features(input).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
