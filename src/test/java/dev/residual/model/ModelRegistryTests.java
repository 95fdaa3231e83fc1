package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.ManualQueueTest;
import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.web.Problem;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.annotation.Transactional;

@ManualQueueTest
@Transactional
class ModelRegistryTests {

  private static final UUID JOB = UUID.randomUUID();

  @Autowired private ModelRegistry registry;

  @Test
  void promotedModelIsTheDefault() {
    replaceDefault();
    UUID first = register("fashion-mnist", 0.5, PromotionPolicy.ALWAYS);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(first);
  }

  @Test
  void onlyABetterModelIsPromoted() {
    replaceDefault();
    register("fashion-mnist", 0.8, PromotionPolicy.ALWAYS);
    UUID better = register("fashion-mnist", 0.9, PromotionPolicy.IF_BETTER);
    register("fashion-mnist", 0.85, PromotionPolicy.IF_BETTER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(better);
  }

  @Test
  void defaultStaysWithItsDataSet() {
    replaceDefault();
    UUID sample = register("fashion-mnist-sample", 0.5, PromotionPolicy.ALWAYS);
    UUID full = register("fashion-mnist", 1, PromotionPolicy.IF_BETTER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(sample);
    assertThat(registry.find("fashion-mnist").orElseThrow().id()).isEqualTo(full);
  }

  @Test
  void bestModelOfADataSetGetsItsAlias() {
    UUID first = register("shapes@1", 0.8, PromotionPolicy.IF_BETTER);
    assertThat(registry.find("shapes").orElseThrow().id()).isEqualTo(first);

    register("shapes@1", 0.7, PromotionPolicy.IF_BETTER);
    assertThat(registry.find("shapes").orElseThrow().id()).isEqualTo(first);

    UUID better = register("shapes@1", 0.9, PromotionPolicy.IF_BETTER);
    assertThat(registry.find("shapes").orElseThrow().id()).isEqualTo(better);
  }

  @Test
  void newVersionOfADataSetIsNotComparedWithTheOneBefore() {
    register("pets@1", 0.9, PromotionPolicy.IF_BETTER);
    UUID newer = register("pets@2", 0.6, PromotionPolicy.IF_BETTER);

    assertThat(registry.find("pets").orElseThrow().id()).isEqualTo(newer);
  }

  @Test
  void alwaysAndNeverIgnoreTheAccuracy() {
    replaceDefault();
    register("fashion-mnist", 0.9, PromotionPolicy.ALWAYS);
    UUID worse = register("fashion-mnist", 0.1, PromotionPolicy.ALWAYS);
    register("fashion-mnist", 0.99, PromotionPolicy.NEVER);

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(worse);
  }

  @Test
  void keyIsRegisteredOnce() {
    StoredModel saved = saved("fashion-mnist", 0.5);

    UUID id = registry.register(saved, JOB, PromotionPolicy.NEVER);

    assertThat(registry.register(saved, JOB, PromotionPolicy.NEVER)).isEqualTo(id);
  }

  @Test
  void modelIsFoundByItsIdOnly() {
    UUID id = register("fashion-mnist", 0.5, PromotionPolicy.NEVER);

    assertThat(registry.find(id.toString()).orElseThrow().stored().manifest().description().seed())
        .isEqualTo(42);
    assertThat(registry.find(UUID.randomUUID().toString())).isEmpty();
    assertThat(registry.find("nobody")).isEmpty();
  }

  @Test
  void onlyTheOwnerAndAdminsUnregisterAModel() {
    UUID owner = UUID.randomUUID();
    UUID mine = register(owner);
    UUID ours = register(owner);
    UUID nobodys = register(null);

    assertNotOwner(mine, new Caller(UUID.randomUUID(), Role.TRAINER));
    assertNotOwner(nobodys, new Caller(owner, Role.TRAINER));
    unregister(mine, new Caller(owner, Role.TRAINER));
    unregister(ours, new Caller(UUID.randomUUID(), Role.ADMIN));
    registry.unregister(nobodys); // nobody is asked for a key
  }

  private UUID register(UUID owner) {
    return registry.register(saved("fashion-mnist", 0.5), JOB, owner, PromotionPolicy.NEVER, null);
  }

  private void assertNotOwner(UUID model, Caller caller) {
    assertThatThrownBy(() -> unregister(model, caller))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.getStatusCode().value()).isEqualTo(403));
  }

  private void unregister(UUID model, Caller caller) {
    SecurityContextHolder.getContext().setAuthentication(caller.authentication());
    try {
      registry.unregister(model);
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  /** Replaces the default that other tests may have left. */
  private void replaceDefault() {
    register("another", 1, PromotionPolicy.ALWAYS);
  }

  private UUID register(String dataset, double top1, PromotionPolicy promotion) {
    return registry.register(saved(dataset, top1), JOB, promotion);
  }

  private static StoredModel saved(String dataset, double top1) {
    ModelDescription description =
        new ModelDescription(
            Architecture.preset("resnet18"),
            Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null),
            List.of("a", "b"),
            dataset,
            Map.of(),
            Map.of(),
            42,
            "cpu",
            "fp32",
            100L,
            Map.of(),
            new TestResult("test", 10, 0.5, top1, 1, null, null),
            null,
            null);
    return new StoredModel(
        "jobs/" + UUID.randomUUID() + "/1/model",
        new Manifest(
            Manifest.FORMAT, description, new Manifest.Weights("w", 1, 4, "digest"), null));
  }
}
