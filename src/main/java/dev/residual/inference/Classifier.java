package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.dataset.PictureTensors;
import dev.residual.model.Description;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.nn.ResNet;
import dev.residual.torch.ComputeDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model in memory, its weights read from disk. Owns them until it is closed, when nobody may
 * compute any more.
 */
class Classifier implements AutoCloseable {

  /** Bounds the memory of one forward pass. */
  private static final int BATCH = 32;

  private final Description description;
  private final NDManager manager;
  private final ParameterStore store;
  private final ResNet network;

  Classifier(RegisteredModel model, ModelStore models, ComputeDevice device) {
    description = model.saved().manifest().description();
    manager = NDManager.newBaseManager(device.inDjl());
    store = new ParameterStore(manager, false);
    try {
      network = models.load(model.saved(), manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Names of the classes, by index. */
  List<String> labels() {
    return description.labels();
  }

  /**
   * On a thread whose grad mode is off.
   *
   * @param pictures 784 bytes each
   * @return a probability for each class, for each picture
   */
  List<float[]> probabilities(List<byte[]> pictures) {
    List<float[]> all = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += BATCH) {
      all.addAll(batch(pictures.subList(from, Math.min(from + BATCH, pictures.size()))));
    }
    return all;
  }

  private List<float[]> batch(List<byte[]> pictures) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = PictureTensors.images(scope, pictures, description.imageSize());
      NDArray logits = network.forward(store, new NDList(images), false).singletonOrThrow();
      float[] flat = logits.softmax(1).toFloatArray();
      int classes = flat.length / pictures.size();
      List<float[]> rows = new ArrayList<>(pictures.size());
      for (int from = 0; from < flat.length; from += classes) {
        rows.add(Arrays.copyOfRange(flat, from, from + classes));
      }
      return rows;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
