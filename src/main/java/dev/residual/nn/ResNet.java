package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A residual network (He et al., 2015, "Deep Residual Learning for Image Recognition"): stem,
 * stages of residual blocks, global average pool and linear classifier. It maps (n, channels, h, w)
 * to logits (n, classes).
 */
public final class ResNet extends TracedBlock {

  private static final Shape POOL_KERNEL = new Shape(3, 3);
  private static final Shape POOL_STRIDE = new Shape(2, 2);
  private static final Shape POOL_PADDING = new Shape(1, 1);

  private final boolean pooled;
  private final Conv2d conv1;
  private final BatchNorm bn1;
  private final List<Stage> stages = new ArrayList<>();
  private final Linear fc;

  public ResNet(Architecture architecture, int classes) {
    int width = architecture.channels().get(0);
    pooled = architecture.stem() == Stem.LARGE;
    conv1 =
        addChildBlock(
            "conv1",
            pooled
                ? conv(7, width, 2, architecture.convention())
                : conv(3, width, 1, architecture.convention()));
    bn1 = addChildBlock("bn1", norm());
    for (int i = 0; i < architecture.channels().size(); i++) {
      stages.add(
          addChildBlock("layer" + (i + 1), new Stage(architecture, i, width, i == 0 ? 1 : 2)));
      width = architecture.channels().get(i) * architecture.block().expansion();
    }
    fc = addChildBlock("fc", Linear.builder().setUnits(classes).build());
  }

  /**
   * Initializes every parameter: He-normal weights drawn from {@code seed} in forward order, zero
   * biases, and batch norms that change nothing.
   *
   * @param manager owner of the parameters, which are created on its device
   * @param input shape of a batch, (n, channels, h, w)
   * @param layout converts the weights to the memory format that is used for training
   */
  public void initialize(NDManager manager, Shape input, long seed, UnaryOperator<NDArray> layout) {
    HeNormal normal = new HeNormal(seed);
    setInitializer(
        (owner, shape, type) -> layout.apply(normal.initialize(owner, shape, type)),
        Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, input);
  }

  /**
   * Initializes every parameter like {@link #initialize(NDManager, Shape, long, UnaryOperator)}, in
   * the default memory format.
   */
  public void initialize(NDManager manager, Shape input, long seed) {
    initialize(manager, input, seed, UnaryOperator.identity());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList images,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    return fc.forward(store, features(store, images, training), training);
  }

  /**
   * Computes the features that the classifier takes.
   *
   * @param images (n, channels, h, w)
   * @param training whether batch norms use the statistics of the batch
   * @return (n, features)
   */
  public NDList features(ParameterStore store, NDList images, boolean training) {
    NDList x = conv1.forward(store, images, training);
    x = bn1.forward(store, x, training);
    x = pooled ? maxPool(x) : x;
    x = relu(x);

    for (Stage stage : stages) {
      x = stage.forward(store, x, training);
    }

    return new NDList(Pool.globalAvgPool2d(x.singletonOrThrow()));
  }

  /**
   * Computes logits from features.
   *
   * @param features (n, features), as {@link #features} returns them
   * @return (n, classes)
   */
  public NDList classify(ParameterStore store, NDList features, boolean training) {
    return fc.forward(store, features, training);
  }

  /**
   * Computes a max pool of 3x3 with stride 2 and padding 1. It comes before the ReLU, which then
   * has only a quarter of the values to process. The result is the same.
   */
  static NDList maxPool(NDList x) {
    return new NDList(
        Pool.maxPool2d(x.singletonOrThrow(), POOL_KERNEL, POOL_STRIDE, POOL_PADDING, false));
  }

  @Override
  void trace(Trace trace) {
    trace.layer("conv1", conv1).layer("bn1", bn1).layer("relu", "ReLU");
    if (pooled) {
      trace.layer("maxpool", "MaxPool", pooledShape(trace.shape()));
    }
    for (int i = 0; i < stages.size(); i++) {
      String name = "layer" + (i + 1);
      Trace branch = trace.branch(name);
      stages.get(i).trace(branch);
      trace.layer(name, "Module", branch.shape());
    }
    Shape maps = trace.shape();
    trace.layer("avgpool", "AvgPool", new Shape(maps.get(0), maps.get(1), 1, 1));
    trace.layer("flatten", "Flatten", maps.slice(0, 2));
    trace.layer("fc", fc);
  }

  /** Returns the output shape of {@link #maxPool}. */
  static Shape pooledShape(Shape maps) {
    return new Shape(maps.get(0), maps.get(1), (maps.get(2) + 1) / 2, (maps.get(3) + 1) / 2);
  }

  /**
   * Returns every parameter and running statistic by its torchvision name, in forward order.
   *
   * @param input shape of a batch, (n, channels, h, w)
   */
  public Map<String, Parameter> state(Shape input) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    trace(new Trace(input, layer -> addParameters(layer, named)));
    return named;
  }

  /**
   * Returns a copy of this network for inference. It shares no memory with this one.
   *
   * @param input shape of a batch of the images that it will process, (n, channels, h, w)
   * @param owner of its tensors
   */
  public FoldedResNet folded(Shape input, NDManager owner) {
    return Folding.of(this, input, owner);
  }

  /**
   * Returns the layers of this network up to its last feature maps. It need not be initialized.
   *
   * @param input shape of a batch of one image, (1, channels, h, w)
   */
  public NetworkOutline outline(Shape input) {
    return Outlining.of(this, input);
  }

  /**
   * Returns the shape of every parameter and running statistic by its torchvision name, in forward
   * order. The network need not be initialized.
   *
   * @param input shape of a batch, (n, channels, h, w)
   */
  public Map<String, Shape> shapes(Shape input) {
    Map<String, Shape> named = new LinkedHashMap<>();
    trace(
        new Trace(
            input,
            layer -> {
              if (layer.block() != null) {
                for (Parameter parameter : layer.block().getDirectParameters().values()) {
                  named.put(layer.nameOf(parameter), layer.shapeOf(parameter));
                }
              }
            }));
    return named;
  }

  private static void addParameters(Layer layer, Map<String, Parameter> named) {
    Block block = layer.block();
    if (block != null) {
      for (Parameter parameter : block.getDirectParameters().values()) {
        named.put(layer.nameOf(parameter), parameter);
      }
    }
  }
}
