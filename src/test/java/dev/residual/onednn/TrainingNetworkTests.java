package dev.residual.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradMode;
import dev.residual.torch.GradientTape;
import dev.residual.torch.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingNetworkTests {

  private static final ComputeDevice DEVICE =
      new ComputeDevice(
          "cpu",
          ComputeDevice.Kind.CPU,
          1L << 33,
          0,
          Map.of(
              Acceleration.BF16, "on",
              Acceleration.CHANNELS_LAST, "on",
              Acceleration.FUSED_UPDATES, "on"));

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private NDManager manager;
  private ResNet network;

  /** The number of features on which the loss depends. */
  private long features;

  private ParameterStore store;

  @BeforeEach
  void open() {
    assumeThat(OneDnn.unavailableReason()).isEmpty();
    manager = NDManager.newBaseManager();
    GradMode.off(); // whatever an earlier test has left on this thread
    store = new ParameterStore(manager, false);
  }

  @AfterEach
  void close() {
    if (manager != null) {
      manager.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BASIC, LARGE, ARTICLE, 64/64/96/128, 1, 28, 64",
    "BASIC, LARGE, ARTICLE, 64/64/96/128, 1, 28, 37",
    "BASIC, LARGE, ARTICLE, 64/64/96/128, 1, 64, 16",
    "BASIC, LARGE, TORCHVISION, 64/64/96/128, 3, 33, 8",
    "BASIC, SMALL, ARTICLE, 64/64/96/128, 1, 28, 8",
    "BASIC, SMALL, TORCHVISION, 64/64/96/128, 3, 32, 12",
    "BOTTLENECK, LARGE, TORCHVISION, 64/64/96/128, 3, 64, 16",
    "BOTTLENECK, SMALL, TORCHVISION, 64/64/96/128, 1, 29, 20",
  })
  void gradientsAreAsExactAsThoseOfAutocast(
      BlockKind block,
      Stem stem,
      Convention convention,
      String widths,
      int channels,
      int size,
      int count) {
    Shape input = new Shape(count, channels, size, size);
    create(block, stages(widths), stem, convention, input);
    NDArray images = manager.create(random(input.size(), 3), input);

    Map<String, float[]> exact = taped(images, Precision.FP32);
    Map<String, float[]> autocast = taped(images, Precision.BF16);
    Map<String, float[]> compiled = compiled(images);

    StringBuilder report = new StringBuilder();
    double worst = 0;
    for (String name : compiled.keySet()) {
      double mine = error(compiled.get(name), exact.get(name));
      double theirs = error(autocast.get(name), exact.get(name));
      report.append(String.format("%n%s %.4f %.4f", name, mine, theirs));
      worst = Math.max(worst, mine / Math.max(theirs, 0.01));
    }
    assertThat(worst).as(report.toString()).isLessThan(2);
  }

  /** libtorch is no peer here, because its bf16 gradients of such convolutions are not safe. */
  @ParameterizedTest
  @CsvSource({
    "BASIC, LARGE, ARTICLE, 17/33/65/129, 1, 28, 32",
    "BASIC, SMALL, TORCHVISION, 20/20/40/50, 3, 32, 37",
    "BOTTLENECK, LARGE, TORCHVISION, 13/13/29/30, 3, 64, 16",
  })
  void channelsThatFillNoVectorAreComputedAsIfZerosFilledIt(
      BlockKind block,
      Stem stem,
      Convention convention,
      String widths,
      int channels,
      int size,
      int count) {
    Shape input = new Shape(count, channels, size, size);
    create(block, stages(widths), stem, convention, input);
    NDArray images = manager.create(random(input.size(), 3), input);
    Map<String, float[]> found = compiled(images);

    Map<String, Parameter> narrow = new LinkedHashMap<>(parameters);
    List<Integer> wide = stages(widths).stream().map(ConvolutionShape::aligned).toList();
    long used = features;
    create(block, wide, stem, convention, input);
    features = used;
    narrow.forEach(
        (name, parameter) -> {
          NDArray array = parameters.get(name).getArray();
          array.muli(0);
          array.set(part(parameter), parameter.getArray());
        });
    Map<String, float[]> expected = compiled(images);

    narrow.keySet().retainAll(found.keySet());
    assertThat(narrow).hasSameSizeAs(found);
    narrow.forEach(
        (name, parameter) -> {
          Shape shape = parameters.get(name).getArray().getShape();
          NDArray whole = manager.create(expected.get(name), shape);
          assertThat(found.get(name)).as(name).isEqualTo(whole.get(part(parameter)).toFloatArray());
        });
  }

  private static NDIndex part(Parameter of) {
    Shape shape = of.getArray().getShape();
    return shape.dimension() == 1
        ? new NDIndex("0:{}", shape.get(0))
        : new NDIndex("0:{}, 0:{}", shape.get(0), shape.get(1));
  }

  private static List<Integer> stages(String widths) {
    return Stream.of(widths.split("/")).map(Integer::valueOf).toList();
  }

  private void create(
      BlockKind block, List<Integer> stages, Stem stem, Convention convention, Shape input) {
    network =
        new ResNet(new Architecture(block, List.of(1, 1, 2, 1), stages, stem, convention), 10);
    network.initialize(manager, input, 7);
    parameters.clear();
    parameters.putAll(network.state(input));
    features = network.outline(input).features();
  }

  private Map<String, float[]> taped(NDArray images, Precision precision) {
    ComputeMode mode = new ComputeMode(DEVICE, precision);
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (GradientTape tape = GradientTape.record()) {
      NDArray features =
          mode.forward(
              x -> network.features(store, new NDList(x), true).singletonOrThrow(),
              images.duplicate());
      tape.backward(loss(features));
    }
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient() && !name.startsWith("fc")) {
            NDArray gradient = parameter.getArray().getGradient();
            gradients.put(name, gradient.toFloatArray());
            gradient.muli(0);
          } else if (name.contains("running")) {
            gradients.put(name, parameter.getArray().toFloatArray());
            parameter.getArray().muli(0).addi(name.endsWith("mean") ? 0 : 1);
          }
        });
    return gradients;
  }

  private NDArray loss(NDArray all) {
    NDArray used = all.get(":, 0:{}", features);
    NDArray factors = manager.create(random(used.size(), 11), used.getShape());
    return used.mul(factors).mean();
  }

  private Map<String, float[]> compiled(NDArray images) {
    ComputeMode mode = new ComputeMode(DEVICE, Precision.BF16);
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (var compiled =
        new TrainingNetwork(
            network.outline(images.getShape()),
            List.of((int) images.getShape().get(0)),
            true,
            mode,
            manager)) {
      compiled
          .values()
          .forEach((name, flat) -> compiled.load(name, parameters.get(name).getArray(), flat));
      NDArray maps = compiled.forward(images);
      NDArray leaf = maps.duplicate();
      leaf.setRequiresGradient(true);
      try (GradientTape tape = GradientTape.record()) {
        tape.backward(loss(leaf.mean(new int[] {0})));
      }
      compiled.backward(leaf.getGradient());
      compiled
          .weights()
          .forEach(
              weight ->
                  gradients.put(weight.name(), values(compiled, weight.name(), weight.gradient())));
      compiled
          .values()
          .forEach(
              (name, flat) -> {
                if (name.contains("running")) {
                  gradients.put(name, values(compiled, name, flat));
                }
              });
    }
    return gradients;
  }

  private float[] values(TrainingNetwork compiled, String name, NDArray flat) {
    NDArray array = manager.zeros(parameters.get(name).getArray().getShape());
    compiled.store(name, flat, array);
    assertThat(flat.countNonzero().getLong())
        .as("values outside of %s", name)
        .isEqualTo(array.countNonzero().getLong());
    return array.toFloatArray();
  }

  private static double error(float[] found, float[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < found.length; i++) {
      squares += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / Math.max(norm, 1e-30));
  }

  private static float[] random(long count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
