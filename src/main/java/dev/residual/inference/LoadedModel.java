package dev.residual.inference;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.model.Logits;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.nn.FoldedResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import dev.residual.torch.ComputeDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A model in memory, ready to serve: its batch norms are folded, it is compiled for the CPU if
 * oneDNN is available, and it has computed batches of several sizes. It owns its memory until it is
 * closed; no thread may compute with it afterwards. It must be used on threads whose grad mode is
 * off.
 */
public class LoadedModel implements AutoCloseable {

  /**
   * The smallest height and width of feature maps for an activation map. In maps of 2x2 pixels
   * every pixel is at the border, so they do not show whether the center matters.
   */
  private static final int MIN_ACTIVATION_SIDE = 3;

  private static final int MEASUREMENTS = 5;
  private static final double LARGE_BATCH_GAIN = 2;

  private final UUID id;
  private final ModelDescription description;
  private final Backend backend;
  private final int maxBatchSize;
  private final double temperature;
  private final Shape featureShape;
  private final ClassifierHead head;
  private final InferenceNetwork network;
  private final InputImage black;
  private final double batchGain;

  /**
   * Loads a model and warms it up.
   *
   * @param maxBatchSize maximum number of images in a forward pass, which limits its memory
   * @throws dev.residual.storage.ArtifactException if its weights are missing or damaged
   */
  LoadedModel(
      RegisteredModel model,
      ModelStore store,
      ComputeDevice device,
      Backend backend,
      int maxBatchSize) {
    id = model.id();
    description = model.stored().manifest().description();
    this.backend = backend;
    this.maxBatchSize = maxBatchSize;
    black = description.preprocessing().input(new byte[description.imageFormat().bytes()]);
    temperature = description.calibration() == null ? 1 : description.calibration().temperature();
    NDManager manager = NDManager.newBaseManager(device.inDjl());
    try (NDManager reading = manager.newSubManager()) {
      FoldedResNet folded =
          store
              .load(model.stored(), reading)
              .folded(
                  description.input(),
                  backend.engine() == Backend.Engine.LIBTORCH ? manager : reading);
      featureShape = folded.output();
      head = new ClassifierHead(folded.head());
      network =
          backend.engine() == Backend.Engine.LIBTORCH
              ? new LibtorchNetwork(folded, tensors(), manager)
              : InferenceNetwork.compiled(folded, tensors(), maxBatchSize, backend.precision());
    } catch (Throwable e) {
      manager.close();
      throw e;
    }
    if (backend.engine() != Backend.Engine.LIBTORCH) {
      manager.close();
    }
    try {
      warmUp();
      batchGain = measureBatchGain();
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  private ImageTensors tensors() {
    return new ImageTensors(description.preprocessing());
  }

  /** The first batch of a size takes about a hundred times as long, because kernels are built. */
  private void warmUp() {
    for (int size = 1; size <= maxBatchSize; size *= 2) {
      outputs(Collections.nCopies(size, black), false);
    }
  }

  /** Returns how many times faster an image is computed in a full batch than alone. */
  private double measureBatchGain() {
    return (double) maxBatchSize * nanos(1) / nanos(maxBatchSize);
  }

  private long nanos(int images) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENTS; i++) {
      long start = System.nanoTime();
      outputs(Collections.nCopies(images, black), false);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  /**
   * Returns whether images should wait for the running batch and then be computed in one large
   * batch, rather than beside it. This is so for small networks, where the fixed cost of a batch
   * dominates.
   */
  boolean prefersLargeBatches() {
    return batchGain >= LARGE_BATCH_GAIN;
  }

  UUID id() {
    return id;
  }

  ModelDescription description() {
    return description;
  }

  /** Returns whether its last feature maps are large enough for a heatmap. */
  public boolean hasActivationMaps() {
    return Math.min(featureShape.get(2), featureShape.get(3)) >= MIN_ACTIVATION_SIDE;
  }

  Backend backend() {
    return backend;
  }

  /** Returns the maximum number of images in a forward pass. */
  int maxBatchSize() {
    return maxBatchSize;
  }

  /** Returns softmax(logits / T), where T is the temperature of the model. */
  float[] probabilities(float[] logits) {
    double[] exact = Logits.softmax(logits, temperature);
    float[] probabilities = new float[exact.length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) exact[i];
    }
    return probabilities;
  }

  /**
   * Returns the class activation map of the likeliest class (Zhou et al., 2016, "Learning Deep
   * Features for Discriminative Localization"): the sum of the feature maps, each times its weight
   * for that class.
   *
   * @param output output with feature maps
   * @return the rows of the map
   */
  float[][] activation(ModelOutput output) {
    return head.activation(output.features(), Logits.argmax(output.logits()));
  }

  /**
   * Computes the outputs of the network for some images.
   *
   * @param images images with the channels that the description says
   * @param withFeatures whether the feature maps are returned too
   */
  public List<ModelOutput> outputs(List<InputImage> images, boolean withFeatures) {
    List<ModelOutput> all = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += maxBatchSize) {
      int to = Math.min(from + maxBatchSize, images.size());
      all.addAll(computeBatch(images.subList(from, to), withFeatures));
    }
    return all;
  }

  private List<ModelOutput> computeBatch(List<InputImage> images, boolean withFeatures) {
    float[] all = network.features(images);
    int length = all.length / images.size();
    List<ModelOutput> outputs = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      FeatureMaps maps = maps(Arrays.copyOfRange(all, i * length, (i + 1) * length));
      outputs.add(new ModelOutput(head.logits(maps), withFeatures ? maps : FeatureMaps.NONE));
    }
    return outputs;
  }

  private FeatureMaps maps(float[] values) {
    return new FeatureMaps((int) featureShape.get(2), (int) featureShape.get(3), values);
  }

  @Override
  public void close() {
    network.close();
  }
}
