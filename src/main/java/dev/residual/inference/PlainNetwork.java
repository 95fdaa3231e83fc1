package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.PictureTensors;
import dev.residual.nn.FoldedResNet;
import java.util.List;

/** A network computed by libtorch's operations, which all devices have; in fp32. */
final class PlainNetwork implements Network {

  private final FoldedResNet network;
  private final PictureTensors tensors;
  private final NDManager manager;

  /**
   * @param tensors how it sees pictures
   * @param manager owner of the network's weights, which is closed with this
   */
  PlainNetwork(FoldedResNet network, PictureTensors tensors, NDManager manager) {
    this.network = network;
    this.tensors = tensors;
    this.manager = manager;
  }

  @Override
  public float[] features(List<byte[]> pictures) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = tensors.images(scope, pictures);
      return network.features(images).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
