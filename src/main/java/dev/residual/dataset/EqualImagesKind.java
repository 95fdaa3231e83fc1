package dev.residual.dataset;

import dev.residual.web.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What images with the same pixels, or almost the same, may be, by their names in URLs. */
public enum EqualImagesKind {
  /** Any images with the same pixels. */
  DUPLICATES,
  /** Those with different labels. */
  CONFLICTS,
  /** Those of which some are for training and some for the test. */
  LEAKS,
  /** Images for the test that look like one for training without being equal to it. */
  NEAR_LEAKS;

  /**
   * Returns the kind of the given name.
   *
   * @throws Problem with status 400 if there is no such kind
   */
  static EqualImagesKind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.parameter().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.refused(
                    "show",
                    String.format(
                        Locale.ROOT,
                        "must be one of %s, was \"%s\"",
                        Arrays.stream(values())
                            .map(EqualImagesKind::parameter)
                            .collect(Collectors.joining(", ")),
                        name)));
  }

  private String parameter() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
