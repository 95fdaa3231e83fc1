package dev.residual.onnx;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.CodedOutputStream;
import dev.residual.image.Normalization;
import dev.residual.model.ModelDescription;
import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.protobuf.ProtobufMessage;
import dev.residual.safetensors.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network in the ONNX format, version 8 with operator set 17, which runtimes since 2022 can read.
 * It maps {@value #INPUT}, float32 (n, channels, size, size), to {@value #OUTPUT}, float32 (n,
 * classes), for any n. The metadata of the file holds {@code labels}, {@code architecture} and
 * {@code normalization} as JSON and {@code imageSize} in pixels. For models of images of any size,
 * and for networks of colors whose images are gray, it also holds {@code preprocessing} as JSON.
 *
 * <p>The tensors stay in the network until they are written, and its owner must close them.
 */
public final class OnnxModel {

  public static final String INPUT = "image";
  public static final String OUTPUT = "logits";

  static final int FORMAT = 8;
  static final int OPERATORS = 17;

  private static final JsonMapper JSON = new JsonMapper();

  /** The largest size of any protobuf message. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  private final ProtobufMessage model;

  private OnnxModel(ProtobufMessage model) {
    this.model = model;
  }

  /**
   * Returns the network as an ONNX model.
   *
   * @param network all in float32
   * @param description of the network that was folded
   * @throws OnnxTooLargeException if the file would have 2 GiB or more
   * @throws IllegalArgumentException if a tensor has another type than float32
   */
  public static OnnxModel of(FoldedResNet network, ModelDescription description) {
    ProtobufMessage model =
        new ProtobufMessage()
            .number(OnnxFields.MODEL_IR_VERSION, FORMAT)
            .text(OnnxFields.MODEL_PRODUCER_NAME, "residual")
            .text(OnnxFields.MODEL_DOC_STRING, usage(description))
            .message(
                OnnxFields.MODEL_OPSET_IMPORT,
                new ProtobufMessage().number(OnnxFields.OPSET_VERSION, OPERATORS))
            .message(OnnxFields.MODEL_GRAPH, graph(network).message());
    property(model, "labels", JSON.writeValueAsString(description.labels()));
    property(model, "architecture", JSON.writeValueAsString(description.architecture()));
    property(model, "imageSize", Integer.toString(description.preprocessing().imageSize()));
    property(
        model,
        "normalization",
        JSON.writeValueAsString(description.preprocessing().normalization()));
    if (needsSteps(description.preprocessing())) {
      property(model, "preprocessing", JSON.writeValueAsString(description.preprocessing()));
    }
    if (model.bytes() > MAX_BYTES) {
      throw new OnnxTooLargeException(model.bytes(), MAX_BYTES);
    }
    return new OnnxModel(model);
  }

  /** Returns the length of the file in bytes. */
  public int bytes() {
    return (int) model.bytes();
  }

  /** Writes the file tensor by tensor and leaves {@code out} open. */
  public void writeTo(OutputStream out) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out, Safetensors.CHUNK);
    model.writeTo(coded);
    coded.flush();
  }

  /** Returns the bytes that {@link #writeTo} writes, in one array. */
  public byte[] toByteArray() {
    return model.toByteArray();
  }

  private static OnnxGraph graph(FoldedResNet network) {
    OnnxGraph graph = new OnnxGraph("resnet");
    Shape image = network.input().slice(1);
    String x = graph.input(INPUT, image.getShape());
    x = graph.conv("stem.conv", x, network.stem());
    // The ReLU comes before the pool, where runtimes can fuse it with the convolution. The order
    // does not change the result.
    x = graph.relu("stem.relu", x);
    x = network.pooled() ? graph.maxPool("stem.pool", x) : x;

    for (int i = 0; i < network.blocks().size(); i++) {
      x = block(graph, "block" + (i + 1), x, network.blocks().get(i));
    }

    x = graph.flatten("features", graph.globalAveragePool("pool", x));
    graph.dense(OUTPUT, x, network.head());
    graph.output(OUTPUT, network.head().bias().size());
    return graph;
  }

  private static String block(OnnxGraph graph, String name, String x, Residual block) {
    List<Conv> body = block.body();
    String y = x;
    for (int i = 0; i < body.size(); i++) {
      y = i == 0 ? y : graph.relu(name + ".relu" + i, y);
      y = graph.conv(name + ".conv" + (i + 1), y, body.get(i));
    }
    Conv shortcut = block.shortcut();
    y =
        graph.add(
            name + ".add", y, shortcut == null ? x : graph.conv(name + ".shortcut", x, shortcut));
    return graph.relu(name + ".relu", y);
  }

  /** Returns whether more is done to an image than the size and the normalization tell. */
  private static boolean needsSteps(Preprocessing preprocessing) {
    return preprocessing.fit() == Preprocessing.DefaultFit.CROP || repeatsGray(preprocessing);
  }

  private static boolean repeatsGray(Preprocessing preprocessing) {
    return preprocessing.networkChannels() != preprocessing.channels();
  }

  private static String usage(ModelDescription description) {
    int size = description.preprocessing().imageSize();
    return String.format(
        Locale.ROOT,
        "A residual network. "
            + "%s: (n, %d, %d, %d), where each pixel p of 0 to 255 is given as %s. "
            + "%s. "
            + "%s: (n, %d), in the order of the labels. Softmax turns them into probabilities.",
        INPUT,
        description.preprocessing().networkChannels(),
        size,
        size,
        formulas(description.preprocessing().normalization()),
        steps(description.preprocessing()),
        OUTPUT,
        description.labels().size());
  }

  /** Returns what is done to an image before it is normalized. */
  private static String steps(Preprocessing preprocessing) {
    String square =
        "are cut to their center square and resized bilinearly with half-pixel centers, antialiased"
            + " where they shrink";
    String reduced =
        preprocessing.storedSize() == null
            ? "Images "
            : "Images are reduced by area mean to a shorter side of at most "
                + preprocessing.storedSize()
                + ", ";
    String repeated =
        repeatsGray(preprocessing)
            ? "Images are gray, and each value is repeated in all channels. "
            : "";
    return repeated
        + reduced
        + square
        + (preprocessing.crop() < 1
            ? String.format(
                Locale.ROOT,
                ", to %d times %d, of which the center is cut out",
                preprocessing.resizedSize(),
                preprocessing.resizedSize())
            : "");
  }

  /** Returns the normalization formulas in the order of the channels. */
  private static String formulas(Normalization normalization) {
    return IntStream.range(0, normalization.channels())
        .mapToObj(
            channel ->
                String.format(
                    Locale.ROOT,
                    "(p - %s) / %s",
                    normalization.mean().get(channel),
                    normalization.scale().get(channel)))
        .collect(Collectors.joining(", "));
  }

  private static void property(ProtobufMessage model, String key, String value) {
    model.message(
        OnnxFields.MODEL_METADATA_PROPS,
        new ProtobufMessage().text(OnnxFields.ENTRY_KEY, key).text(OnnxFields.ENTRY_VALUE, value));
  }
}
