package dev.residual.onednn;

import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.onednn.Workspace.ForwardPass;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;

/**
 * A residual network up to its last feature maps, compiled for the processor. Several threads may
 * use it at once. It owns its memory and must not be used after it is closed.
 */
public final class CompiledNetwork implements AutoCloseable {

  private final NativeScope natives = new NativeScope();
  private final Precision precision;
  private final IdentityHashMap<Conv, Weights> weights = new IdentityHashMap<>();

  /** The forward passes for 1, 2, 4, ... images, from the largest to the smallest. */
  private final List<ForwardPass> passes = new ArrayList<>();

  private final Deque<Workspace> idle = new ConcurrentLinkedDeque<>();
  private final long bytes;

  /**
   * Compiles a network.
   *
   * @param network belongs to the caller, and is not needed afterwards
   * @param maxBatch number of images that are computed at once, at least 1; more images are
   *     computed in several parts
   * @param precision type of weights and of feature maps between layers; sums are fp32
   * @throws IllegalStateException if oneDNN is not available, see {@link
   *     OneDnn#unavailableReason()}
   * @throws OneDnnException if oneDNN has no kernel for this network on this machine
   */
  public CompiledNetwork(FoldedResNet network, int maxBatch, Precision precision) {
    this(network, powersOfTwo(maxBatch), precision);
  }

  /**
   * Compiles a network.
   *
   * @param network belongs to the caller, and is not needed afterwards
   * @param counts numbers of images that are computed at once, from the largest to 1; fewer of them
   *     are compiled faster
   * @param precision as above
   */
  public CompiledNetwork(FoldedResNet network, List<Integer> counts, Precision precision) {
    this.precision = precision;
    try {
      for (int count : counts) {
        passes.add(forward(network, count));
      }
      bytes = passes.stream().mapToLong(each -> each.memoryPlan().bytes()).max().orElseThrow();
    } catch (Throwable e) {
      natives.close();
      throw e;
    }
    weights.clear();
  }

  private static List<Integer> powersOfTwo(int most) {
    return IntStream.iterate(Integer.highestOneBit(most), count -> count > 0, count -> count / 2)
        .boxed()
        .toList();
  }

  private ForwardPass forward(FoldedResNet network, int count) {
    PlanBuilder plan = new PlanBuilder(precision, natives);
    Tensor images = plan.plain(MapSize.of(count, network.input()));

    Tensor x = plan.convolveRelu(plan.toChannelsLast(images), weights(network.stem()));
    x = network.pooled() ? plan.maxPool(x) : x;
    for (Residual block : network.blocks()) {
      x = residual(plan, block, x);
    }
    return new ForwardPass(plan, images, plan.toPlain(x));
  }

  private Tensor residual(PlanBuilder plan, Residual block, Tensor x) {
    Conv shortcut = block.shortcut();
    Tensor identity = shortcut == null ? x : plan.convolve(x, weights(shortcut));
    int last = block.body().size() - 1;
    Tensor y = x;
    for (Conv conv : block.body().subList(0, last)) {
      y = plan.convolveRelu(y, weights(conv));
    }
    return plan.convolveAddRelu(y, weights(block.body().get(last)), identity);
  }

  private Weights weights(Conv conv) {
    return weights.computeIfAbsent(conv, each -> new Weights(each, precision, natives));
  }

  /**
   * Returns the last feature maps of some images.
   *
   * @param images (n, channels, h, w), one image after the other
   * @return (n, features, h', w'), one image after the other
   * @throws IllegalArgumentException if the length is not a whole number of images
   */
  public float[] features(float[] images) {
    ForwardPass single = passes.get(passes.size() - 1);
    int length = Math.toIntExact(single.images().size().values());
    int count = images.length / length;
    if (count * length != images.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The number of values must be a multiple of %d, was %d",
              length,
              images.length));
    }
    float[] features = new float[Math.toIntExact(count * single.features().size().values())];
    Workspace workspace = idle.poll();
    workspace = workspace == null ? new Workspace(bytes) : workspace;
    try {
      int done = 0;
      for (ForwardPass forward : passes) {
        for (; count - done >= forward.count(); done += forward.count()) {
          workspace.run(forward, images, features, done);
        }
      }
    } finally {
      idle.push(workspace);
    }
    return features;
  }

  @Override
  public void close() {
    idle.forEach(Workspace::close);
    natives.close();
  }
}
