package dev.residual.model.upload;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the names of tensors to torchvision's, which timm shares for its plain residual
 * networks. Hugging Face's {@code ResNetForImageClassification} has the same tensors under other
 * names. Trainings on several GPUs put {@code module.} before each name.
 */
final class TensorNames {

  private static final String PARALLEL = "module.";
  private static final String COUNTER = ".num_batches_tracked";

  private record Rule(Pattern pattern, Function<MatchResult, String> name) {}

  /** The rules for Hugging Face's names. Their stages and layers count from 0. */
  private static final List<Rule> HUGGING_FACE =
      List.of(
          rule(
              "(?:resnet\\.)?embedder\\.embedder\\.(convolution|normalization)\\.(\\w+)",
              parts -> layer(parts.group(1)) + "1." + parts.group(2)),
          rule(
              "(?:resnet\\.)?encoder\\.stages\\.(\\d{1,3})\\.layers\\.(\\d{1,3})"
                  + "\\.layer\\.(\\d)\\.(convolution|normalization)\\.(\\w+)",
              parts ->
                  block(parts)
                      + layer(parts.group(4))
                      + next(parts.group(3))
                      + "."
                      + parts.group(5)),
          rule(
              "(?:resnet\\.)?encoder\\.stages\\.(\\d{1,3})\\.layers\\.(\\d{1,3})"
                  + "\\.shortcut\\.(convolution|normalization)\\.(\\w+)",
              parts ->
                  block(parts)
                      + "downsample."
                      + (isConvolution(parts.group(3)) ? "0." : "1.")
                      + parts.group(4)),
          rule("classifier\\.1\\.(\\w+)", parts -> "fc." + parts.group(1)));

  private TensorNames() {}

  private static Rule rule(String pattern, Function<MatchResult, String> name) {
    return new Rule(Pattern.compile(pattern), name);
  }

  /** Returns the name that torchvision would use, or the same name if it is not translated. */
  static String torchvision(String name) {
    String own = name.startsWith(PARALLEL) ? name.substring(PARALLEL.length()) : name;
    for (Rule rule : HUGGING_FACE) {
      Matcher matcher = rule.pattern().matcher(own);
      if (matcher.matches()) {
        return rule.name().apply(matcher.toMatchResult());
      }
    }
    return own;
  }

  /** Returns whether a tensor only counts the batches of a training, which changes no output. */
  static boolean isCounter(String name) {
    return name.endsWith(COUNTER);
  }

  private static String block(MatchResult parts) {
    return String.format(Locale.ROOT, "layer%d.%s.", next(parts.group(1)), parts.group(2));
  }

  private static int next(String index) {
    return Integer.parseInt(index) + 1;
  }

  private static String layer(String kind) {
    return isConvolution(kind) ? "conv" : "bn";
  }

  private static boolean isConvolution(String kind) {
    return kind.equals("convolution");
  }
}
