package dev.residual.nn;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of residual blocks of one width. The first block has the stride. It maps (n, in, h, w)
 * to (n, width x expansion, h/stride, w/stride).
 */
final class Stage extends TracedBlock {

  private final List<ResidualBlock> blocks = new ArrayList<>();

  Stage(Architecture architecture, int index, int in, int stride) {
    int width = architecture.channels().get(index);
    for (int i = 0; i < architecture.blocks().get(index); i++) {
      ResidualBlock block =
          i == 0
              ? ResidualBlock.of(architecture, in, width, stride)
              : ResidualBlock.of(architecture, width * architecture.block().expansion(), width, 1);
      blocks.add(addChildBlock(String.valueOf(i), block));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList x,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    for (ResidualBlock block : blocks) {
      x = block.forward(store, x, training);
    }
    return x;
  }

  @Override
  void trace(Trace trace) {
    for (int i = 0; i < blocks.size(); i++) {
      ResidualBlock block = blocks.get(i);
      Trace branch = trace.branch(String.valueOf(i));
      block.trace(branch);
      trace.layer(String.valueOf(i), block.getClass().getSimpleName(), branch.shape());
    }
  }
}
