package dev.residual.onednn;

import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A residual network up to its last feature maps, compiled for some numbers of pictures. Several
 * threads may compute at once. Owns its memory until it is closed, when nobody may compute any
 * more.
 */
public final class CompiledNetwork implements AutoCloseable {

  private final Natives natives = new Natives();
  private final Precision precision;
  private final Map<Conv, Weights> weights = new IdentityHashMap<>();
  private final Map<Integer, Forward> forwards = new HashMap<>();
  private final Deque<Workspace> idle = new ConcurrentLinkedDeque<>();
  private final long bytes;

  /**
   * @param network stays the caller's, and is needed no more
   * @param counts of pictures that will be computed at once
   * @param precision of weights and of feature maps on their way; sums are fp32
   * @throws IllegalStateException if oneDNN is not there, see {@link OneDnn#obstacle()}
   */
  public CompiledNetwork(FoldedResNet network, List<Integer> counts, Precision precision) {
    this.precision = precision;
    try {
      for (int count : counts) {
        forwards.put(count, forward(network, count));
      }
      bytes =
          forwards.values().stream().mapToLong(each -> each.placement().bytes()).max().orElse(0);
    } catch (RuntimeException | Error e) {
      natives.close();
      throw e;
    }
    weights.clear();
  }

  private Forward forward(FoldedResNet network, int count) {
    Plan plan = new Plan(precision, natives);
    Tensor pictures = plan.plain(Size.of(count, network.input()));

    Tensor x = plan.convolveRelu(plan.enter(pictures), weights(network.stem()));
    x = network.pooled() ? plan.maxPool(x) : x;
    for (Residual block : network.blocks()) {
      x = residual(plan, block, x);
    }
    return new Forward(plan, pictures, plan.leave(x));
  }

  private Tensor residual(Plan plan, Residual block, Tensor x) {
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
   * The last feature maps of some pictures.
   *
   * @param pictures (n, channels, h, w), one after the other
   * @param count n, one of those that it was compiled for
   * @return (n, features, h', w'), likewise
   * @throws IllegalArgumentException if it was not compiled for so many, or there are others
   */
  public float[] features(float[] pictures, int count) {
    Forward forward = forwards.get(count);
    if (forward == null || pictures.length != forward.pictures().size().values()) {
      throw new IllegalArgumentException(
          "Compiled for %s pictures, had %d of %d values in all"
              .formatted(new ArrayList<>(forwards.keySet()), count, pictures.length));
    }
    Workspace workspace = idle.poll();
    workspace = workspace == null ? new Workspace(bytes) : workspace;
    try {
      return workspace.run(forward, pictures);
    } finally {
      idle.push(workspace);
    }
  }

  @Override
  public void close() {
    idle.forEach(Workspace::close);
    natives.close();
  }
}
