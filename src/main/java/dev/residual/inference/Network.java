package dev.residual.inference;

import dev.residual.dataset.PictureTensors;
import dev.residual.nn.FoldedResNet;
import dev.residual.onednn.CompiledNetwork;
import dev.residual.torch.Precision;
import java.util.List;

/** What turns pictures into feature maps. */
interface Network extends AutoCloseable {

  /**
   * @param pictures n, of 784 bytes each
   * @return the last feature maps, (n, features, h', w'), one after the other
   */
  float[] features(List<byte[]> pictures);

  @Override
  void close();

  /**
   * Compiled by oneDNN.
   *
   * @param folded stays the caller's, and is needed no more
   * @param most pictures that are computed at once
   */
  static Network compiled(FoldedResNet folded, int most, Precision precision) {
    CompiledNetwork network = new CompiledNetwork(folded, most, precision);
    int imageSize = Math.toIntExact(folded.input().get(2));
    return new Network() {
      @Override
      public float[] features(List<byte[]> pictures) {
        return network.features(PictureTensors.values(pictures, imageSize));
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
