package dev.residual.nn;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.types.Shape;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The layer table of a network for one image, in the article's form.
 *
 * @param totalParameters number of all values that are saved with the network
 * @param trainableParameters number of values that the optimizer changes
 * @param nonTrainableParameters number of running means and variances of the batch norms
 * @param multiplyAdds multiply-add operations in the forward pass of one image
 * @param inputMegabytes size of the image as 32-bit numbers, in units of 2^20 bytes
 * @param forwardBackwardMegabytes size of every row's output as 32-bit numbers, counted once for
 *     the forward and once for the backward pass
 * @param parameterMegabytes size of all parameters as 32-bit numbers
 */
@Schema(name = "ArchitectureSummary")
public record Summary(
    String architecture,
    List<Row> layers,
    long totalParameters,
    long trainableParameters,
    long nonTrainableParameters,
    long multiplyAdds,
    double inputMegabytes,
    double forwardBackwardMegabytes,
    double parameterMegabytes,
    double totalMegabytes) {

  /** A row for one layer. The rows of blocks and stages have no parameters of their own. */
  @Schema(name = "LayerSummary")
  public record Row(
      String layer, String kind, List<Long> inputShape, List<Long> outputShape, long parameters) {}

  private static final double MEGABYTES_PER_NUMBER = (double) Float.BYTES / (1 << 20);

  /**
   * Returns the layer table of a network without creating its weights.
   *
   * @param input shape of one image, (1, channels, h, w)
   */
  public static Summary of(Architecture architecture, Shape input, int classes) {
    List<Layer> layers = new ArrayList<>();
    new ResNet(architecture, classes).trace(new Trace(input, layers::add));

    long trainable = layers.stream().mapToLong(Layer::trainable).sum();
    long statistics = layers.stream().mapToLong(Layer::statistics).sum();
    long outputs = layers.stream().mapToLong(layer -> layer.output().size()).sum();
    double in = input.size() * MEGABYTES_PER_NUMBER;
    double passes = 2 * outputs * MEGABYTES_PER_NUMBER;
    double parameters = (trainable + statistics) * MEGABYTES_PER_NUMBER;
    return new Summary(
        architecture.name(),
        layers.stream().map(Summary::row).toList(),
        trainable + statistics,
        trainable,
        statistics,
        layers.stream().mapToLong(Layer::multiplyAdds).sum(),
        in,
        passes,
        parameters,
        in + passes + parameters);
  }

  private static Row row(Layer layer) {
    return new Row(
        layer.name(),
        layer.kind(),
        dimensions(layer.input()),
        dimensions(layer.output()),
        layer.trainable() + layer.statistics());
  }

  private static List<Long> dimensions(Shape shape) {
    return Arrays.stream(shape.getShape()).boxed().toList();
  }

  /** Returns the table as text, with one line per layer and the totals below. */
  public String asText() {
    String rule = "-".repeat(89) + "\n";
    StringBuilder text = new StringBuilder(rule);
    text.append(line("layer", "kind", "input shape", "output shape", "parameters")).append(rule);
    for (Row row : layers) {
      String parameters = format("%,d", row.parameters());
      text.append(
          line(
              row.layer(),
              row.kind(),
              text(row.inputShape()),
              text(row.outputShape()),
              parameters));
    }
    return text.append(rule)
        .append(format("total parameters: %,d\n", totalParameters))
        .append(format("trainable parameters: %,d\n", trainableParameters))
        .append(format("non-trainable parameters: %,d\n", nonTrainableParameters))
        .append(format("multiply-adds of one image: %,d\n", multiplyAdds))
        .append(rule)
        .append(format("input size (MB): %.2f\n", inputMegabytes))
        .append(format("forward/backward pass size (MB): %.2f\n", forwardBackwardMegabytes))
        .append(format("parameters size (MB): %.2f\n", parameterMegabytes))
        .append(format("estimated total size (MB): %.2f\n", totalMegabytes))
        .append(rule)
        .toString();
  }

  private static String line(String layer, String kind, String in, String out, String parameters) {
    return format("%-23s %-15s %-18s %-18s %11s\n", layer, kind, in, out, parameters);
  }

  private static String text(List<Long> shape) {
    return shape.stream().map(String::valueOf).collect(joining(", ", "(", ")"));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
