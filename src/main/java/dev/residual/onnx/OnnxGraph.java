package dev.residual.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.protobuf.CodedOutputStream;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Dense;
import dev.residual.protobuf.ProtobufMessage;
import dev.residual.safetensors.TensorBytes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Builds a graph of ONNX operators in the order in which they are computed. Each operator has the
 * name of its output, and the method that adds it returns that name.
 */
final class OnnxGraph {

  private static final String BATCH = "n";

  private final ProtobufMessage graph = new ProtobufMessage();

  OnnxGraph(String name) {
    graph.text(OnnxFields.GRAPH_NAME, name);
  }

  ProtobufMessage message() {
    return graph;
  }

  /** Adds an input of type float32 and shape (n, sizes...), where n may be any number. */
  String input(String name, long... sizes) {
    graph.message(OnnxFields.GRAPH_INPUT, value(name, sizes));
    return name;
  }

  /**
   * Declares the operator output of this name as a graph output, float32 of shape (n, sizes...).
   */
  void output(String name, long... sizes) {
    graph.message(OnnxFields.GRAPH_OUTPUT, value(name, sizes));
  }

  String conv(String name, String x, Conv conv) {
    long kernel = conv.weight().getShape().get(2);
    return node(
        "Conv",
        name,
        List.of(x, tensor(name + ".weight", conv.weight()), tensor(name + ".bias", conv.bias())),
        window(kernel, conv.stride(), conv.padding()));
  }

  String relu(String name, String x) {
    return node("Relu", name, List.of(x));
  }

  /** Adds a max pool of 3x3 with stride 2 and padding 1. */
  String maxPool(String name, String x) {
    return node("MaxPool", name, List.of(x), window(3, 2, 1));
  }

  String add(String name, String x, String y) {
    return node("Add", name, List.of(x, y));
  }

  /** Adds an average pool from (n, channels, h, w) to (n, channels, 1, 1). */
  String globalAveragePool(String name, String x) {
    return node("GlobalAveragePool", name, List.of(x));
  }

  /** Adds a flattening from (n, channels, 1, 1) to (n, channels). */
  String flatten(String name, String x) {
    return node("Flatten", name, List.of(x));
  }

  String dense(String name, String x, Dense dense) {
    return node(
        "Gemm",
        name,
        List.of(x, tensor(name + ".weight", dense.weight()), tensor(name + ".bias", dense.bias())),
        attribute("transB", OnnxFields.INT).number(OnnxFields.ATTRIBUTE_I, 1));
  }

  private String node(String operator, String name, List<String> x, ProtobufMessage... attributes) {
    ProtobufMessage node = new ProtobufMessage();
    x.forEach(input -> node.text(OnnxFields.NODE_INPUT, input));
    node.text(OnnxFields.NODE_OUTPUT, name)
        .text(OnnxFields.NODE_NAME, name)
        .text(OnnxFields.NODE_OP_TYPE, operator);
    for (ProtobufMessage attribute : attributes) {
      node.message(OnnxFields.NODE_ATTRIBUTE, attribute);
    }
    graph.message(OnnxFields.GRAPH_NODE, node);
    return name;
  }

  private static ProtobufMessage[] window(long kernel, long stride, long padding) {
    return new ProtobufMessage[] {
      numbers("kernel_shape", kernel, kernel),
      numbers("strides", stride, stride),
      numbers("pads", padding, padding, padding, padding)
    };
  }

  private static ProtobufMessage numbers(String name, long... values) {
    return attribute(name, OnnxFields.INTS).number(OnnxFields.ATTRIBUTE_INTS, values);
  }

  private static ProtobufMessage attribute(String name, int type) {
    return new ProtobufMessage()
        .text(OnnxFields.ATTRIBUTE_NAME, name)
        .number(OnnxFields.ATTRIBUTE_TYPE, type);
  }

  private String tensor(String name, NDArray tensor) {
    if (tensor.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Tensor %s has type %s, but only float32 can be written",
              name,
              tensor.getDataType()));
    }
    graph.message(
        OnnxFields.GRAPH_INITIALIZER,
        new ProtobufMessage()
            .number(OnnxFields.TENSOR_DIMS, tensor.getShape().getShape())
            .number(OnnxFields.TENSOR_DATA_TYPE, OnnxFields.FLOAT)
            .text(OnnxFields.TENSOR_NAME, name)
            .content(
                OnnxFields.TENSOR_RAW_DATA,
                tensor.size() * tensor.getDataType().getNumOfBytes(),
                out -> write(tensor, out)));
    return name;
  }

  private static void write(NDArray tensor, CodedOutputStream out) throws IOException {
    try (TensorBytes numbers = new TensorBytes(tensor)) {
      out.writeRawBytes(numbers.buffer());
    }
  }

  private static ProtobufMessage value(String name, long... sizes) {
    ProtobufMessage shape = new ProtobufMessage();
    shape.message(OnnxFields.SHAPE_DIM, new ProtobufMessage().text(OnnxFields.DIM_PARAM, BATCH));
    for (long size : sizes) {
      shape.message(OnnxFields.SHAPE_DIM, new ProtobufMessage().number(OnnxFields.DIM_VALUE, size));
    }
    ProtobufMessage tensor =
        new ProtobufMessage()
            .number(OnnxFields.TENSOR_TYPE_ELEMENT, OnnxFields.FLOAT)
            .message(OnnxFields.TENSOR_TYPE_SHAPE, shape);
    return new ProtobufMessage()
        .text(OnnxFields.VALUE_NAME, name)
        .message(
            OnnxFields.VALUE_TYPE, new ProtobufMessage().message(OnnxFields.TYPE_TENSOR, tensor));
  }
}
