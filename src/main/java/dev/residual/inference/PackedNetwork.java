package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.torch.PackedConvolution;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network of packed convolutions, which a processor computes fastest. */
final class PackedNetwork implements Network {

  private record Block(List<PackedConvolution> body, @Nullable PackedConvolution shortcut) {}

  private final Precision precision;
  private final NDManager owner;
  private final boolean pooled;
  private final PackedConvolution stem;
  private final List<Block> blocks = new ArrayList<>();
  private final List<PackedConvolution> all = new ArrayList<>();

  /**
   * @param network stays the caller's, and is needed no more
   * @param pictures in a batch for which it is to be quick
   * @param owner of its memory, until this is closed
   */
  PackedNetwork(FoldedResNet network, int pictures, Precision precision, NDManager owner) {
    this.precision = precision;
    this.owner = owner;
    pooled = network.pooled();
    Shape input = network.input();
    Shape maps = new Shape(pictures, input.get(1), input.get(2), input.get(3));
    stem = packed(network.stem(), maps);
    maps = network.stem().output(maps);
    maps = pooled ? FoldedResNet.pooled(maps) : maps;
    for (Residual block : network.blocks()) {
      maps = add(block, maps);
    }
  }

  private Shape add(Residual block, Shape input) {
    List<PackedConvolution> body = new ArrayList<>();
    Shape maps = input;
    for (Conv conv : block.body()) {
      body.add(packed(conv, maps));
      maps = conv.output(maps);
    }
    Conv shortcut = block.shortcut();
    blocks.add(new Block(body, shortcut == null ? null : packed(shortcut, input)));
    return maps;
  }

  private PackedConvolution packed(Conv conv, Shape input) {
    PackedConvolution packed =
        new PackedConvolution(
            conv.weight(), conv.bias(), conv.stride(), conv.padding(), input, precision, owner);
    all.add(packed);
    return packed;
  }

  @Override
  public NDArray features(NDArray pictures) {
    NDArray x = stem.applyWithRelu(PackedConvolution.in(precision, pictures));
    x = pooled ? FoldedResNet.maxPool(x) : x;

    for (Block block : blocks) {
      x = forward(block, x);
    }
    return PackedConvolution.in(Precision.FP32, x);
  }

  private static NDArray forward(Block block, NDArray x) {
    int last = block.body().size() - 1;
    NDArray identity = block.shortcut() == null ? x : block.shortcut().apply(x);
    NDArray y = x;
    for (PackedConvolution conv : block.body().subList(0, last)) {
      y = conv.applyWithRelu(y);
    }
    return block.body().get(last).applyAndAdd(y, identity);
  }

  @Override
  public void close() {
    all.forEach(PackedConvolution::close);
  }
}
