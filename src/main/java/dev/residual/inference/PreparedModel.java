package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import dev.residual.dataset.PictureTensors;
import dev.residual.model.Description;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.nn.FoldedResNet;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A model in memory, ready to answer: batch norms folded, weights laid out for the device, every
 * size of batch computed once. Owns its memory until it is closed, when nobody may compute any
 * more. Computes on threads whose grad mode is off.
 */
class PreparedModel implements AutoCloseable {

  /** Pictures of a forward pass, which bounds its memory. */
  static final int LARGEST_BATCH = 32;

  /**
   * Other numbers of pictures are computed as the next larger one: oneDNN builds its kernels for
   * each size, and keeps a thousand or so.
   */
  private static final int[] SIZES = {1, 2, 3, 4, 6, 8, 12, 16, 24, LARGEST_BATCH};

  private static final int TRIES = 5;
  private static final double LARGE_GAIN = 2;
  private static final byte[] BLACK = new byte[28 * 28];

  private final UUID id;
  private final Description description;
  private final Precision precision;
  private final double temperature;
  private final NDManager manager;
  private final FoldedResNet.Dense head;
  private final float[] headWeights;
  private final boolean explains;
  private final double gain;
  private final Network single;
  private final Network batched;

  /**
   * Reads and prepares a model.
   *
   * @throws dev.residual.model.ArtifactException if its weights are gone or damaged
   */
  PreparedModel(
      RegisteredModel model, ModelStore models, ComputeDevice device, Precision precision) {
    id = model.id();
    description = model.saved().manifest().description();
    this.precision = precision;
    temperature = description.calibration() == null ? 1 : description.calibration().temperature();
    manager = NDManager.newBaseManager(device.inDjl());
    boolean packs = device.has(Acceleration.PACKED_CONVOLUTIONS);
    try (NDManager reading = manager.newSubManager()) {
      FoldedResNet folded =
          models.load(model.saved(), reading).folded(input(1), packs ? reading : manager);
      explains = folded.output().get(2) > 1;
      head = kept(folded.head());
      headWeights = head.weight().toFloatArray();
      if (packs) {
        single = new PackedNetwork(folded, 1, precision, manager);
        batched = new PackedNetwork(folded, LARGEST_BATCH, precision, manager);
      } else {
        single = Network.plain(folded);
        batched = single;
      }
      warmUp();
      gain = measureGain();
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private FoldedResNet.Dense kept(FoldedResNet.Dense head) {
    NDArray weight = head.weight().duplicate();
    NDArray bias = head.bias().duplicate();
    weight.attach(manager);
    bias.attach(manager);
    return new FoldedResNet.Dense(weight, bias);
  }

  private Shape input(int pictures) {
    int size = description.imageSize();
    return new Shape(pictures, description.channels(), size, size);
  }

  /** A first computation builds kernels, which takes a hundred times as long as it does. */
  private void warmUp() {
    for (int size : SIZES) {
      scores(Collections.nCopies(size, BLACK), false);
    }
  }

  /** How many times as fast a picture is in a full batch as it is alone. */
  private double measureGain() {
    return (double) LARGEST_BATCH * nanos(1) / nanos(LARGEST_BATCH);
  }

  private long nanos(int pictures) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      scores(Collections.nCopies(pictures, BLACK), false);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  /**
   * Whether pictures do better to wait for the batch before them, and then go together, than to be
   * computed beside it: what each batch costs, however small, is most of what small networks cost.
   */
  boolean prefersLargeBatches() {
    return gain >= LARGE_GAIN;
  }

  UUID id() {
    return id;
  }

  Description description() {
    return description;
  }

  /** Whether its last feature maps tell one place of a picture from another. */
  boolean canExplain() {
    return explains;
  }

  Precision precision() {
    return precision;
  }

  /** softmax(logits / T), with the model's temperature. */
  float[] probabilities(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    double[] parts = new double[logits.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.exp((logits[i] - largest) / temperature);
      sum += parts[i];
    }
    float[] probabilities = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      probabilities[i] = (float) (parts[i] / sum);
    }
    return probabilities;
  }

  /**
   * How much each place of a picture speaks for its likeliest class: the sum of the feature maps,
   * each times its weight for that class.
   *
   * @param scores with features
   * @return rows of the map
   */
  float[][] activation(Scores scores) {
    int likeliest = 0;
    for (int i = 1; i < scores.logits().length; i++) {
      likeliest = scores.logits()[i] > scores.logits()[likeliest] ? i : likeliest;
    }
    FeatureMaps maps = scores.features();
    int pixels = maps.height() * maps.width();
    int features = maps.values().length / pixels;
    float[][] activation = new float[maps.height()][maps.width()];
    for (int feature = 0; feature < features; feature++) {
      float weight = headWeights[likeliest * features + feature];
      for (int i = 0; i < pixels; i++) {
        activation[i / maps.width()][i % maps.width()] +=
            weight * maps.values()[feature * pixels + i];
      }
    }
    return activation;
  }

  /**
   * What the network says to some pictures.
   *
   * @param pictures 784 bytes each
   * @param withFeatures whether the feature maps are wanted too
   */
  List<Scores> scores(List<byte[]> pictures, boolean withFeatures) {
    List<Scores> all = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += LARGEST_BATCH) {
      int to = Math.min(from + LARGEST_BATCH, pictures.size());
      all.addAll(batch(pictures.subList(from, to), withFeatures));
    }
    return all;
  }

  private List<Scores> batch(List<byte[]> pictures, boolean withFeatures) {
    List<byte[]> padded = new ArrayList<>(pictures);
    padded.addAll(Collections.nCopies(sizeFor(pictures.size()) - pictures.size(), BLACK));
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = PictureTensors.images(scope, padded, description.imageSize());
      NDArray maps = (padded.size() == 1 ? single : batched).features(images);
      float[] logits = head.forward(Pool.globalAvgPool2d(maps)).toFloatArray();
      float[] features = withFeatures ? maps.toFloatArray() : new float[0];
      List<Scores> scores = new ArrayList<>(pictures.size());
      for (int i = 0; i < pictures.size(); i++) {
        FeatureMaps own =
            withFeatures
                ? new FeatureMaps(
                    (int) maps.getShape().get(2),
                    (int) maps.getShape().get(3),
                    part(features, i, padded.size()))
                : FeatureMaps.NONE;
        scores.add(new Scores(part(logits, i, padded.size()), own));
      }
      return scores;
    }
  }

  private static int sizeFor(int pictures) {
    return Arrays.stream(SIZES).filter(size -> size >= pictures).findFirst().orElseThrow();
  }

  private static float[] part(float[] all, int index, int parts) {
    int length = all.length / parts;
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }

  @Override
  public void close() {
    single.close();
    batched.close();
    manager.close();
  }
}
