package dev.residual.model.upload;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.safetensors.TensorInfo;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the tensors of a file with those of a network. */
final class WeightsMatch {

  private static final int MAX_NAMED = 10;
  private static final int MAX_SHOWN = 100;

  private final UploadedWeights weights;
  private final Architecture architecture;
  private final List<String> missing = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();

  private WeightsMatch(
      UploadedWeights weights,
      Architecture architecture,
      Map<String, Shape> expected,
      Predicate<String> ignored) {
    this.weights = weights;
    this.architecture = architecture;
    Map<String, TensorInfo> found = weights.tensors();
    expected.forEach((name, shape) -> compare(name, shape, found.get(name)));
    found.forEach(
        (name, tensor) -> {
          if (!expected.containsKey(name) && !ignored.test(name)) {
            unknown.add(shown(tensor.name()));
          }
        });
  }

  /**
   * Checks that a file has exactly the tensors of a network.
   *
   * @param expected the shapes of the network's tensors by their torchvision names
   * @param ignored accepts the names of tensors that may also be there
   * @throws Problem 422 that names the first tensors that differ
   */
  static void require(
      UploadedWeights weights,
      Architecture architecture,
      Map<String, Shape> expected,
      Predicate<String> ignored) {
    WeightsMatch match = new WeightsMatch(weights, architecture, expected, ignored);
    if (match.differences() > 0) {
      throw UploadedWeights.mismatch(match.explanation());
    }
  }

  private void compare(String name, Shape shape, @Nullable TensorInfo tensor) {
    if (tensor == null) {
      missing.add(name);
    } else if (!tensor.shape().equals(shape)) {
      misshapen.add(
          String.format(
              Locale.ROOT, "%s is %s instead of %s", shown(tensor.name()), tensor.shape(), shape));
    } else if (!tensor.type().isReadable()) {
      misshapen.add(
          String.format(
              Locale.ROOT,
              "%s has the type %s instead of F32, F16 or BF16",
              shown(tensor.name()),
              tensor.type()));
    }
  }

  private int differences() {
    return missing.size() + unknown.size() + misshapen.size();
  }

  private String explanation() {
    String variant = weights.found().variant();
    if (variant != null) {
      return "The file has the weights of "
          + variant
          + ", which is not supported. Plain networks are: "
          + String.join(", ", Architecture.PRESETS);
    }
    List<String> parts = new ArrayList<>();
    int left = add(parts, "missing", missing, MAX_NAMED);
    left = add(parts, "unknown", unknown, left);
    left = add(parts, "wrong", misshapen, left);
    int others = differences() - (MAX_NAMED - left);
    return String.format(
        Locale.ROOT,
        "The weights do not fit %s: %s%s%s",
        described(architecture),
        String.join("; ", parts),
        others == 0 ? "" : String.format(Locale.ROOT, "; and %d more", others),
        weights
            .found()
            .find()
            .filter(found -> !found.equals(architecture))
            .map(found -> ". They look like those of " + described(found))
            .orElse(""));
  }

  /** Adds the first differences of a kind, and returns how many more may be added. */
  private static int add(List<String> parts, String kind, List<String> names, int most) {
    List<String> first = names.subList(0, Math.min(most, names.size()));
    if (!first.isEmpty()) {
      parts.add(kind + " " + String.join(", ", first));
    }
    return most - first.size();
  }

  private static String described(Architecture architecture) {
    String name = architecture.name();
    boolean preset = Architecture.PRESETS.contains(name) && architecture.stem() == Stem.LARGE;
    return preset && architecture.convention() == Convention.TORCHVISION
        ? name
        : json(architecture);
  }

  private static String json(Architecture architecture) {
    return String.format(
        Locale.ROOT,
        "{\"block\": \"%s\", \"blocks\": [%s], \"channels\": [%s], \"stem\": \"%s\","
            + " \"convention\": \"%s\"}",
        lower(architecture.block()),
        joined(architecture.blocks()),
        joined(architecture.channels()),
        lower(architecture.stem()),
        lower(architecture.convention()));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String shown(String name) {
    return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...";
  }
}
