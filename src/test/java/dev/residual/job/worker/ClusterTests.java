package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.residual.ManualQueueTest;
import dev.residual.Postgres;
import dev.residual.cluster.ClockSkewCheck;
import dev.residual.cluster.DatabaseMode;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.QueueScheduler;
import dev.residual.cluster.SchedulerSettings;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobQueue;
import dev.residual.job.QueueSettings;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.torch.Devices;
import dev.residual.training.Trainer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Tests several workers on one PostgreSQL, with a mocked trainer. */
@ManualQueueTest
class ClusterTests {

  private static final Logger log = LoggerFactory.getLogger(ClusterTests.class);

  private static final Integer JOBS = Integer.getInteger("cluster.jobs", 300);

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private DatabaseMode database;
  @Autowired private DataSource dataSource;
  @Autowired private JdbcClient jdbc;
  @Autowired private QueueSettings queue;
  @Autowired private Clock clock;

  private final Map<String, AtomicInteger> trained = new ConcurrentHashMap<>();

  @Test
  void twoWorkersTrainEachJobOnce() {
    for (int i = 0; i < JOBS; i++) {
      lifecycle.submit(Requests.onDevice("auto"), null);
    }
    List<Scheduler> workers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      workers.add(worker());
    }
    Instant start = Instant.now();
    workers.forEach(Scheduler::start);
    try {
      await()
          .until(() -> count("select count(*) from job where status = 'SUCCEEDED'"), JOBS::equals);
      Duration time = Duration.between(start, Instant.now());
      log.info("{} jobs per second were claimed and completed", JOBS * 1000L / time.toMillis());
    } finally {
      workers.forEach(Scheduler::stop);
    }

    assertThat(trained).hasSize(JOBS);
    assertThat(trained.values()).allMatch(times -> times.get() == 1);
    assertThat(count("select count(*) from model")).isEqualTo(JOBS);
    assertThat(count("select count(*) from job where attempt <> 1")).isZero();
    assertThat(count("select count(*) from scheduled_tasks")).isZero();
  }

  private Scheduler worker() {
    Trainer trainer = mock();
    when(trainer.train(any(), any(), any(), any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              String key = call.getArgument(4);
              trained.computeIfAbsent(key, it -> new AtomicInteger()).incrementAndGet();
              return Trainings.saved(key);
            });
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(Trainings.CPU));
    DeviceSlots slots = new DeviceSlots(devices);
    var settings =
        new SchedulerSettings(
            Duration.ofMillis(100), Duration.ofSeconds(1), 4, Duration.ofSeconds(5));
    SchedulerConfiguration configuration = new SchedulerConfiguration();
    return new QueueScheduler(dataSource, database, settings, clock)
        .create(
            JobQueue.TABLE,
            configuration.trainTask(
                new JobWorker(
                    attempts, slots, trainer, new DatabaseRetry(), queue, new JsonMapper(), clock),
                clock),
            QueueScheduler.threads(1, "training", () -> {}));
  }

  @Test
  void nodeWithASkewedClockDoesNotStart() {
    checkClock(Duration.ofSeconds(3));
    checkClock(Duration.ofSeconds(-3));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> checkClock(Duration.ofSeconds(7)))
        .withMessageContaining("clock");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> checkClock(Duration.ofSeconds(-7)));
  }

  private void checkClock(Duration skew) {
    new ClockSkewCheck(database, jdbc, Clock.offset(clock, skew)).afterSingletonsInstantiated();
  }

  private Integer count(String query) {
    return jdbc.sql(query).query(Integer.class).single();
  }
}
