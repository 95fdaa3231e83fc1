package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import dev.residual.model.Manifest;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tests loading, waiting and eviction; the models are mocks. */
class ModelCacheTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock();
  private final CountDownLatch resume = new CountDownLatch(1);
  private final List<RegisteredModel> loaded = new CopyOnWriteArrayList<>();
  private final RegisteredModel one = model();
  private final RegisteredModel other = model();

  @Test
  void modelIsLoadedOnce() throws Exception {
    ModelCache models = cache(2, model -> mock());

    models.acquire(one, Deadline.of(LONG)).close();
    models.acquire(other, Deadline.of(LONG)).close();
    models.acquire(one, Deadline.of(LONG)).close();

    assertThat(loaded).containsExactly(one, other);
  }

  @Test
  void loadedModelsAnswerWhileAnotherIsLoading() throws Exception {
    ModelCache models = cache(2, model -> model == one ? paused() : mock());
    models.acquire(other, Deadline.of(LONG)).close();

    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> models.acquire(one, Deadline.NONE));
    assertThat(models.isSettled(one)).isFalse();
    models.acquire(other, Deadline.NONE).close();

    resume.countDown();
    models.acquire(one, Deadline.of(LONG)).close();
    assertThat(models.isSettled(one)).isTrue();
  }

  @Test
  void aliasOfAModelThatLoadsSlowlyCanBeAssignedLater() {
    ModelCache models = cache(2, model -> paused());

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> models.warmUp(one, Deadline.NONE))
        .satisfies(e -> assertThat(e.getStatusCode().value()).isEqualTo(503))
        .withMessageContaining("model-loading");

    resume.countDown();
    models.warmUp(one);
    assertThat(loaded).containsExactly(one);
  }

  @Test
  void modelThatFindsTooLittleMemoryIsRetriedAtOnce() {
    ModelCache models =
        cache(
            2,
            model -> {
              throw new OutOfMemoryError("Java heap space");
            });

    for (int i = 1; i <= 2; i++) {
      assertThatExceptionOfType(Problem.class)
          .isThrownBy(() -> models.warmUp(one))
          .withMessageContaining("overloaded");
      assertThat(loaded).hasSize(i);
    }
  }

  @Test
  void damagedModelIsRetriedAfterTenSeconds() {
    ModelCache models =
        cache(
            2,
            model -> {
              throw mock(ArtifactException.class);
            });

    assertThat(models.isRefused(one)).isFalse();
    assertRefused(models);
    assertRefused(models);
    assertThat(loaded).hasSize(1);
    assertThat(models.isRefused(one)).isTrue();
    assertThat(models.isRefused(other)).isFalse();

    clock.advance(Duration.ofSeconds(10));
    assertThat(models.isRefused(one)).isFalse();
    assertRefused(models);
    assertThat(loaded).hasSize(2);
  }

  @Test
  void unavailableStoreIsRetriedAtOnce() {
    ModelCache models =
        cache(
            2,
            model -> {
              throw mock(StorageUnavailableException.class);
            });

    assertRefused(models);
    assertRefused(models);
    assertThat(loaded).hasSize(2);
  }

  @Test
  void leastRecentlyUsedModelIsEvicted() throws Exception {
    LoadedModel first = mock();
    LoadedModel second = mock();
    ModelCache models = cache(2, model -> model == one ? first : second);
    models.acquire(one, Deadline.of(LONG)).close();
    models.acquire(other, Deadline.of(LONG)).close();
    models.acquire(one, Deadline.of(LONG)).close();

    models.acquire(model(), Deadline.of(LONG)).close();

    verify(second).close();
    verify(first, never()).close();
  }

  @Test
  void leasedModelIsClosedAfterItsLease() throws Exception {
    LoadedModel busy = mock();
    ModelCache models = cache(1, model -> model == one ? busy : mock());
    ModelCache.Lease lease = models.acquire(one, Deadline.of(LONG));

    models.acquire(other, Deadline.of(LONG)).close();
    models.close();
    verify(busy, never()).close();

    lease.close();
    verify(busy).close();
  }

  private void assertRefused(ModelCache models) {
    assertThatThrownBy(() -> models.acquire(one, Deadline.of(LONG)))
        .isInstanceOf(ArtifactException.class);
  }

  private ModelCache cache(int capacity, Function<RegisteredModel, LoadedModel> loader) {
    return new ModelCache(
        model -> {
          loaded.add(model);
          return loader.apply(model);
        },
        capacity,
        clock);
  }

  private LoadedModel paused() {
    try {
      assertThat(resume.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return mock();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RegisteredModel model() {
    StoredModel saved = new StoredModel("key", mock(Manifest.class));
    return new RegisteredModel(UUID.randomUUID(), "resnet18", 0.9, saved);
  }
}
