package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.nn.FoldedResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import java.util.List;

/** A network that libtorch computes in fp32, on any device. */
final class LibtorchNetwork implements InferenceNetwork {

  private final FoldedResNet network;
  private final ImageTensors tensors;
  private final NDManager manager;

  /**
   * Creates the network.
   *
   * @param tensors converts images to input tensors
   * @param manager owns the weights of the network; it is closed together with this object
   */
  LibtorchNetwork(FoldedResNet network, ImageTensors tensors, NDManager manager) {
    this.network = network;
    this.tensors = tensors;
    this.manager = manager;
  }

  @Override
  public float[] features(List<InputImage> images) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = tensors.inputs(scope, images);
      return network.features(input).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
