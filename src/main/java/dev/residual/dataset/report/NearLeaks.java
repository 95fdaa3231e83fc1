package dev.residual.dataset.report;

import java.util.Comparator;
import java.util.List;

/**
 * Test images that look like a training image without being equal to it. They are candidates: a
 * person has to tell whether they show the same.
 *
 * @param pairs number of these test images, each with the training image that it looks like most
 * @param first the pairs that are most alike, at most 100
 */
public record NearLeaks(int pairs, List<Pair> first) {

  private static final int MAX_PAIRS = 100;
  private static final double STEPS = 10_000;

  /**
   * Two images that look alike.
   *
   * @param difference root of their mean squared difference, as a share of their contrast, when
   *     both are reduced to 9x9 gray pixels of the same brightness
   */
  public record Pair(double difference, EqualImages.Place test, EqualImages.Place training) {}

  static NearLeaks of(ImportFacts facts) {
    return new NearLeaks(
        facts.nearLeaks().size(),
        facts.nearLeaks().stream()
            .sorted(Comparator.comparingDouble(NearPair::difference))
            .limit(MAX_PAIRS)
            .map(
                pair ->
                    new Pair(
                        Math.round(STEPS * pair.difference()) / STEPS,
                        EqualImages.Place.of(facts.images().get(pair.test()), facts.labels()),
                        EqualImages.Place.of(facts.images().get(pair.training()), facts.labels())))
            .toList());
  }
}
