package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.QuietQueue;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.annotation.Transactional;

@QuietQueue
@Transactional
class RegistryTests {

  private static final UUID JOB = UUID.randomUUID();

  @Autowired private Registry registry;

  @Test
  void theFirstModelAnswersByDefault() {
    start();
    UUID first = register("fashion-mnist", 0.5, Promotion.ALWAYS);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(first);
  }

  @Test
  void aBetterModelOnTheSameDataSetTakesOverAndAWorseOneDoesNot() {
    start();
    register("fashion-mnist", 0.8, Promotion.ALWAYS);
    UUID better = register("fashion-mnist", 0.9, Promotion.IF_BETTER);
    register("fashion-mnist", 0.85, Promotion.IF_BETTER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(better);
  }

  @Test
  void accuraciesOnDifferentDataSetsAreNotCompared() {
    start();
    register("fashion-mnist-sample", 0.95, Promotion.ALWAYS);
    UUID full = register("fashion-mnist", 0.9, Promotion.IF_BETTER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(full);
  }

  @Test
  void alwaysAndNeverDoNotLookAtTheAccuracy() {
    start();
    register("fashion-mnist", 0.9, Promotion.ALWAYS);
    UUID worse = register("fashion-mnist", 0.1, Promotion.ALWAYS);
    register("fashion-mnist", 0.99, Promotion.NEVER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(worse);
  }

  @Test
  void oneKeyIsRegisteredOnce() {
    SavedModel saved = saved("fashion-mnist", 0.5);

    UUID id = registry.register(saved, JOB, Promotion.NEVER);

    assertThat(registry.register(saved, JOB, Promotion.NEVER)).isEqualTo(id);
  }

  @Test
  void aModelIsFoundByItsIdAndNothingByAnUnknownName() {
    UUID id = register("fashion-mnist", 0.5, Promotion.NEVER);

    assertThat(registry.find(id.toString()).orElseThrow().saved().manifest().description().seed())
        .isEqualTo(42);
    assertThat(registry.find(UUID.randomUUID().toString())).isEmpty();
    assertThat(registry.find("nobody")).isEmpty();
  }

  /** Whatever other tests left as the default is outdone. */
  private void start() {
    register("another", 1, Promotion.ALWAYS);
  }

  private UUID register(String dataset, double top1, Promotion promotion) {
    return registry.register(saved(dataset, top1), JOB, promotion);
  }

  private static SavedModel saved(String dataset, double top1) {
    Description description =
        new Description(
            Architecture.preset("resnet18"),
            ImageFormat.gray(28, 28),
            28,
            Normalization.article(1),
            List.of("a", "b"),
            dataset,
            Map.of(),
            Map.of(),
            42,
            "cpu",
            "fp32",
            100L,
            Map.of(),
            new TestResult("test", 10, 0.5, top1, 1),
            null);
    return new SavedModel(
        "jobs/" + UUID.randomUUID() + "/1/model",
        new Manifest(
            Manifest.FORMAT, description, new Manifest.Weights("w", 1, 4, "digest"), null));
  }
}
