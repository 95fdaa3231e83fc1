package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.residual.SettableClock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes in separate transactions, some of which begin before another one has committed. */
@DataJpaTest(showSql = false)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({ModelRegistry.class, SettableClock.class})
class ModelRegistryRaceTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Autowired private ModelRegistry registry;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private TestEntityManager entities;
  @Autowired private JdbcClient jdbc;

  @AfterEach
  void clear() {
    jdbc.sql("delete from model_alias").update();
    jdbc.sql("delete from model").update();
  }

  @Test
  void worseModelIsNotPromoted() {
    UUID better = register(0.9);
    register(0.8);

    assertThat(modelOf("default")).isEqualTo(better);
  }

  @Test
  void bothConcurrentFirstModelsAreRegisteredAndTheBetterIsDefault() throws Exception {
    UUID better = race(() -> register(0.8), () -> register(0.9));

    assertThat(modelOf("default")).isEqualTo(better);
  }

  @Test
  void worseModelIsNotPromotedOverAConcurrentBetterOne() throws Exception {
    register(0.5);
    UUID[] best = new UUID[1];

    race(() -> best[0] = register(0.9), () -> register(0.8));

    assertThat(modelOf("default")).isEqualTo(best[0]);
  }

  @Test
  void concurrentRegistrationsOfOneKeyCreateOneModel() throws Exception {
    StoredModel saved = Samples.saved("key", "fashion-mnist", 0.5);
    UUID[] first = new UUID[1];

    UUID second =
        race(
            () -> first[0] = registry.register(saved, UUID.randomUUID(), PromotionPolicy.NEVER),
            () -> registry.register(saved, UUID.randomUUID(), PromotionPolicy.NEVER));

    assertThat(second).isEqualTo(first[0]);
  }

  @Test
  void lastOfConcurrentAliasAssignmentsWins() throws Exception {
    UUID one = register(0.5);
    UUID other = register(0.4);

    race(() -> registry.assignAlias("best", one), () -> registry.assignAlias("best", other));

    assertThat(modelOf("best")).isEqualTo(other);
  }

  @Test
  void modelThatIsBeingAliasedIsNotDeleted() throws Exception {
    register(0.5);
    UUID model = register(0.4);

    assertThatExceptionOfType(ModelInUseException.class)
        .isThrownBy(
            () ->
                race(() -> registry.assignAlias("best", model), () -> registry.unregister(model)));

    assertThat(modelOf("best")).isEqualTo(model);
  }

  @Test
  void modelThatIsBeingDeletedGetsNoAlias() {
    register(0.5);
    UUID model = register(0.4);

    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(
            () ->
                race(() -> registry.unregister(model), () -> registry.assignAlias("best", model)));
  }

  @Test
  void secondOfConcurrentDeletionsFails() {
    register(0.5);
    UUID model = register(0.4);

    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> race(() -> registry.unregister(model), () -> registry.unregister(model)));
  }

  /** Runs both; the second begins when the first has made its changes but has not committed. */
  private <T> T race(Callable<?> first, Callable<T> second) throws Exception {
    FutureTask<T> later = new FutureTask<>(second);
    Thread thread = new Thread(later, "later");
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              call(first);
              entities.flush();
              thread.start();
              // H2 waits in this state for another transaction's lock.
              await()
                  .until(() -> later.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
            });
    try {
      return later.get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private static void call(Callable<?> callable) {
    try {
      callable.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private UUID register(double top1) {
    StoredModel saved = Samples.saved(UUID.randomUUID().toString(), "fashion-mnist", top1);
    return registry.register(saved, UUID.randomUUID(), PromotionPolicy.IF_BETTER);
  }

  private UUID modelOf(String name) {
    return registry.find(name).orElseThrow().id();
  }
}
