package dev.residual.model.provenance;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How a training that was repeated compares with the first one.
 *
 * @param model the model of the first training
 * @param accuracyDifference by how much the test accuracy is higher than that of the first one
 * @param differences what is known to be different, and can be the reason
 * @param verdict the result for people
 */
@Schema(description = "How a training that was repeated compares with the first one")
public record Reproduction(
    @Schema(description = "The model of the first training") UUID model,
    @Schema(description = "Whether the SHA-256 of the weights is the same") boolean sameWeights,
    @Schema(
            description =
                "By how much the test accuracy is higher than that of the first one, -1 to 1",
            example = "0.0004")
        double accuracyDifference,
    @Schema(description = "What is known to be different, and can be the reason")
        List<Difference> differences,
    @Schema(
            example =
                "Same weights: the training gave the same numbers again, bit for bit, and so the"
                    + " same accuracy of 91.2 %.")
        String verdict) {

  /**
   * Something on which weights depend.
   *
   * @param what its name, such as {@code threads}
   */
  @Schema(name = "ReproductionDifference")
  public record Difference(
      @Schema(example = "threads") String what,
      @Schema(description = "In the first training", example = "4") String first,
      @Schema(description = "In the repeated one", example = "2") String again) {}

  /** Compares a training with the first one. */
  public static Reproduction of(UUID model, Outcome first, Outcome again) {
    boolean same = first.weightsSha256().equals(again.weightsSha256());
    List<Difference> differences = OutcomeDifferences.of(first, again);
    return new Reproduction(
        model,
        same,
        again.top1() - first.top1(),
        differences,
        same ? same(again) : different(first, again, differences));
  }

  private static String same(Outcome again) {
    return String.format(
        Locale.ROOT,
        "Same weights: the training gave the same numbers again, bit for bit, and so the same"
            + " accuracy of %s.",
        percent(again.top1()));
  }

  private static String different(Outcome first, Outcome again, List<Difference> differences) {
    return String.format(
        Locale.ROOT,
        "Other weights: the accuracy is %s instead of %s. %s",
        percent(again.top1()),
        percent(first.top1()),
        reason(first, again, differences));
  }

  private static String reason(Outcome first, Outcome again, List<Difference> differences) {
    if (!differences.isEmpty()) {
      return differences.stream()
          .map(
              each ->
                  String.format(
                      Locale.ROOT, "%s (%s, was %s)", each.what(), each.again(), each.first()))
          .collect(Collectors.joining(", ", "What differs and can be the reason: ", "."));
    }
    if (first.provenance() == null) {
      return "An earlier version trained the first model and did not keep on which machine, which"
          + " can be the reason.";
    }
    return Objects.requireNonNull(again.provenance()).machine().device().startsWith("gpu")
        ? "Nothing that is known differs, but a GPU may add numbers in another order each time."
        : "Nothing that is known differs. Training on a processor is repeatable, so please report"
            + " this.";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
