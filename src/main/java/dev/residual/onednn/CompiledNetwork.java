package dev.residual.onednn;

import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A residual network up to its last feature maps, compiled for the processor. Several threads may
 * compute at once. Owns its memory until it is closed, when nobody may compute any more.
 */
public final class CompiledNetwork implements AutoCloseable {

  private final NativeScope natives = new NativeScope();
  private final Precision precision;
  private final Map<Conv, Weights> weights = new IdentityHashMap<>();

  /** For 1, 2, 4, ... images; the most come first. */
  private final List<ForwardPass> forwards = new ArrayList<>();

  private final Deque<Workspace> idle = new ConcurrentLinkedDeque<>();
  private final long bytes;

  /**
   * @param network stays the caller's, and is needed no more
   * @param most images that are computed at once, at least 1; others go one part after the other
   * @param precision of weights and of feature maps on their way; sums are fp32
   * @throws IllegalStateException if oneDNN is not there, see {@link OneDnn#obstacle()}
   * @throws OneDnnException if it has no kernel for this on this machine
   */
  public CompiledNetwork(FoldedResNet network, int most, Precision precision) {
    this.precision = precision;
    try {
      for (int count = Integer.highestOneBit(most); count > 0; count /= 2) {
        forwards.add(forward(network, count));
      }
      bytes = forwards.stream().mapToLong(each -> each.placement().bytes()).max().orElseThrow();
    } catch (Throwable e) {
      natives.close();
      throw e;
    }
    weights.clear();
  }

  private ForwardPass forward(FoldedResNet network, int count) {
    PlanBuilder plan = new PlanBuilder(precision, natives);
    Tensor images = plan.plain(MapSize.of(count, network.input()));

    Tensor x = plan.convolveRelu(plan.enter(images), weights(network.stem()));
    x = network.pooled() ? plan.maxPool(x) : x;
    for (Residual block : network.blocks()) {
      x = residual(plan, block, x);
    }
    return new ForwardPass(plan, images, plan.leave(x));
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
   * The last feature maps of some images.
   *
   * @param images (n, channels, h, w), one after the other
   * @return (n, features, h', w'), likewise
   * @throws IllegalArgumentException if they do not come out even
   */
  public float[] features(float[] images) {
    ForwardPass single = forwards.get(forwards.size() - 1);
    int length = single.images().size().values();
    int count = images.length / length;
    if (count * length != images.length) {
      throw new IllegalArgumentException(
          "An image has %d values, were %d in all".formatted(length, images.length));
    }
    float[] features = new float[count * single.features().size().values()];
    Workspace workspace = idle.poll();
    workspace = workspace == null ? new Workspace(bytes) : workspace;
    try {
      int done = 0;
      for (ForwardPass forward : forwards) {
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
