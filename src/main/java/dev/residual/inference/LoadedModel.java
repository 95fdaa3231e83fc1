package dev.residual.inference;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.model.Logits;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.nn.FoldedResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.torch.ComputeDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A model in memory, ready to answer: batch norms folded, compiled for the processor where that can
 * be, every size of batch computed once. Owns its memory until it is closed, when nobody may
 * compute any more. Computes on threads whose grad mode is off.
 */
public class LoadedModel implements AutoCloseable {

  private static final int TRIES = 5;
  private static final double LARGE_GAIN = 2;

  private final UUID id;
  private final ModelDescription description;
  private final Backend way;
  private final int batch;
  private final double temperature;
  private final Shape output;
  private final ClassifierHead head;
  private final InferenceNetwork network;
  private final byte[] black;
  private final double gain;

  /**
   * Reads and prepares a model.
   *
   * @param batch images of a forward pass at most, which bounds its memory
   * @throws dev.residual.storage.ArtifactException if its weights are gone or damaged
   */
  LoadedModel(
      RegisteredModel model, ModelStore models, ComputeDevice device, Backend way, int batch) {
    id = model.id();
    description = model.saved().manifest().description();
    this.way = way;
    this.batch = batch;
    black = new byte[description.imageFormat().bytes()];
    temperature = description.calibration() == null ? 1 : description.calibration().temperature();
    NDManager manager = NDManager.newBaseManager(device.inDjl());
    try (NDManager reading = manager.newSubManager()) {
      FoldedResNet folded =
          models
              .load(model.saved(), reading)
              .folded(
                  description.input(), way.engine() == Backend.Engine.LIBTORCH ? manager : reading);
      output = folded.output();
      head = new ClassifierHead(folded.head());
      network =
          way.engine() == Backend.Engine.LIBTORCH
              ? new LibtorchNetwork(folded, tensors(), manager)
              : InferenceNetwork.compiled(folded, tensors(), batch, way.precision());
    } catch (Throwable e) {
      manager.close();
      throw e;
    }
    if (way.engine() != Backend.Engine.LIBTORCH) {
      manager.close();
    }
    try {
      warmUp();
      gain = measureGain();
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  private ImageTensors tensors() {
    return new ImageTensors(
        description.imageFormat(), description.normalization(), description.imageSize());
  }

  /** A first computation builds kernels, which takes a hundred times as long as it does. */
  private void warmUp() {
    for (int size = 1; size <= batch; size *= 2) {
      scores(Collections.nCopies(size, black), false);
    }
  }

  /** How many times as fast an image is in a full batch as it is alone. */
  private double measureGain() {
    return (double) batch * nanos(1) / nanos(batch);
  }

  private long nanos(int images) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      scores(Collections.nCopies(images, black), false);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  /**
   * Whether images do better to wait for the batch before them, and then go together, than to be
   * computed beside it: what each batch costs, however small, is most of what small networks cost.
   */
  boolean prefersLargeBatches() {
    return gain >= LARGE_GAIN;
  }

  UUID id() {
    return id;
  }

  ModelDescription description() {
    return description;
  }

  /** Whether its last feature maps tell one place of an image from another. */
  public boolean canExplain() {
    return output.get(2) > 1;
  }

  Backend way() {
    return way;
  }

  /** Images of a forward pass at most. */
  int batch() {
    return batch;
  }

  /** softmax(logits / T), with the model's temperature. */
  float[] probabilities(float[] logits) {
    double[] exact = Logits.softmax(logits, temperature);
    float[] probabilities = new float[exact.length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) exact[i];
    }
    return probabilities;
  }

  /**
   * How much each place of an image speaks for its likeliest class: the sum of the feature maps,
   * each times its weight for that class.
   *
   * @param scores with features
   * @return rows of the map
   */
  float[][] activation(ModelOutput scores) {
    return head.activation(scores.features(), Logits.argmax(scores.logits()));
  }

  /**
   * What the network says to some images.
   *
   * @param images of the format in the description
   * @param withFeatures whether the feature maps are wanted too
   */
  public List<ModelOutput> scores(List<byte[]> images, boolean withFeatures) {
    List<ModelOutput> all = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += batch) {
      int to = Math.min(from + batch, images.size());
      all.addAll(together(images.subList(from, to), withFeatures));
    }
    return all;
  }

  private List<ModelOutput> together(List<byte[]> images, boolean withFeatures) {
    float[] all = network.features(images);
    int length = all.length / images.size();
    List<ModelOutput> scores = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      FeatureMaps maps = maps(Arrays.copyOfRange(all, i * length, (i + 1) * length));
      scores.add(new ModelOutput(head.logits(maps), withFeatures ? maps : FeatureMaps.NONE));
    }
    return scores;
  }

  private FeatureMaps maps(float[] values) {
    return new FeatureMaps((int) output.get(2), (int) output.get(3), values);
  }

  @Override
  public void close() {
    network.close();
  }
}
