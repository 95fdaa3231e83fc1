package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import dev.residual.model.Manifest;
import dev.residual.model.ModelNotFoundException;
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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests loading, waiting and eviction; the models are mocks. */
class ModelCacheTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock();
  private final CountDownLatch started = new CountDownLatch(1);
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
    ModelCache models = cache(2, model -> model == one ? paused(mock()) : mock());
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
    ModelCache models = cache(2, model -> paused(mock()));

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

  @Test
  void evictedModelIsNotLoaded() throws Exception {
    LoadedModel abandoned = mock();
    ModelCache models = cache(1, model -> model == one ? paused(abandoned) : mock());
    RegisteredModel last = model();

    assertThat(models.isSettled(one)).isFalse();
    await(started);
    assertThat(models.isSettled(other)).isFalse();
    assertThat(models.isSettled(last)).isFalse();
    resume.countDown();
    models.acquire(last, Deadline.of(LONG)).close();

    assertThat(loaded).containsExactly(one, last);
    verify(abandoned).close();
  }

  @Test
  void closingCancelsWhatIsNotLoaded() throws Exception {
    LoadedModel unfinished = mock();
    ModelCache models = cache(3, model -> paused(unfinished));
    models.isSettled(one);
    await(started);
    models.isSettled(model());
    FutureTask<Void> waiting = waiting(() -> models.warmUp(other));

    FutureTask<Void> closing = start(new FutureTask<>(() -> close(models)));
    assertStopping(waiting);
    resume.countDown();
    closing.get();

    assertThat(loaded).containsExactly(one);
    verify(unfinished).close();
    assertStopping(start(new FutureTask<>(() -> models.warmUp(one), null)));
  }

  private static Void close(ModelCache models) throws InterruptedException {
    models.close();
    return null;
  }

  private static void assertStopping(FutureTask<Void> request) {
    assertThat(request)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Problem.class)
        .withMessageContaining("The service is stopping");
  }

  @Test
  void deletedModelIsNotLoaded() throws Exception {
    ModelCache models = cache(2, model -> paused(mock()));
    models.isSettled(one);
    await(started);
    FutureTask<Void> waiting = waiting(() -> models.warmUp(other));

    models.remove(other.id());

    assertThat(waiting)
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(ModelNotFoundException.class);
    resume.countDown();
    models.close();
    assertThat(loaded).containsExactly(one);
  }

  /** Returns a call on another thread, which waits for a model. */
  private static FutureTask<Void> waiting(Runnable call) {
    FutureTask<Void> task = new FutureTask<>(call, null);
    Thread thread = new Thread(task);
    thread.start();
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  private static FutureTask<Void> start(FutureTask<Void> task) {
    new Thread(task).start();
    return task;
  }

  @Test
  void deletedModelIsClosedAfterItsLease() throws Exception {
    LoadedModel busy = mock();
    ModelCache models = cache(2, model -> busy);
    ModelCache.Lease lease = models.acquire(one, Deadline.of(LONG));

    models.remove(one.id());
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

  private LoadedModel paused(LoadedModel model) {
    started.countDown();
    await(resume);
    return model;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RegisteredModel model() {
    StoredModel saved = new StoredModel("key", mock(Manifest.class));
    return new RegisteredModel(UUID.randomUUID(), "resnet18", 0.9, saved);
  }
}
