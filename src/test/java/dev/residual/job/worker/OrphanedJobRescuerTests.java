package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.JobQueue;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@JobLifecycleTest
class OrphanedJobRescuerTests {

  private static final Instant CREATED = Instant.parse("2025-12-31T00:00:00Z");

  @Autowired private OrphanedJobRescuer rescuer;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobQueue queue;
  @Autowired private JdbcClient jdbc;

  /** Releases executions with the SQL of the real queue. */
  @BeforeEach
  void useRealRelease() {
    JobQueue real = new JobQueue(mock(SchedulerClient.class), jdbc);
    when(queue.releasePicked()).thenAnswer(call -> real.releasePicked());
    doAnswer(
            call -> {
              real.makeDue(call.getArgument(0));
              return null;
            })
        .when(queue)
        .makeDue(any());
  }

  @BeforeEach
  void clear() {
    for (String table : List.of("scheduled_tasks", "job")) {
      jdbc.sql("delete from " + table).update();
    }
  }

  @Test
  void executionOfADeadProcessIsReleasedAtStart() {
    insertExecution("train", "7", true);

    rescuer.afterSingletonsInstantiated();

    Map<String, Object> row = row("7");
    assertThat(row)
        .containsEntry("picked", false)
        .containsEntry("picked_by", null)
        .containsEntry("last_heartbeat", null)
        .containsEntry("version", 5L);
    assertThat(((OffsetDateTime) row.get("execution_time")).toInstant())
        .as("the queue position is kept")
        .isEqualTo(CREATED);
  }

  @Test
  void executionsThatNobodyPickedStayUnchanged() {
    insertExecution("train", "7", false);
    Map<String, Object> queued = row("7");

    rescuer.afterSingletonsInstantiated();

    assertThat(row("7")).isEqualTo(queued);
  }

  @Test
  void executionsOfEveryKindAreReleased() {
    insertExecution("evaluate", "8", true);

    rescuer.afterSingletonsInstantiated();

    assertThat(row("8")).containsEntry("picked", false);
  }

  @Test
  void executionIsDueAtStartAfterTheClockWasSetBack(@Autowired Clock clock) {
    insertExecution("train", "7", false);
    Instant later = clock.instant().plus(Duration.ofHours(1));
    jdbc.sql("update scheduled_tasks set execution_time = :later")
        .param("later", later.atOffset(ZoneOffset.UTC))
        .update();

    rescuer.afterSingletonsInstantiated();

    assertThat(((OffsetDateTime) row("7").get("execution_time")).toInstant())
        .isEqualTo(clock.instant());
  }

  @Test
  void jobWithoutAQueueEntryGetsOne() {
    UUID id = lifecycle.submit(Requests.named("mine", 7), null);
    attempts.start(new QueueEntry(id, 0), "cpu");
    clearInvocations(queue);

    rescuer.afterSingletonsInstantiated();

    verify(queue).put(argThat(job -> job.id().equals(id)));
  }

  private void insertExecution(String task, String instance, boolean picked) {
    OffsetDateTime created = CREATED.atOffset(ZoneOffset.UTC);
    jdbc.sql(
            """
            insert into scheduled_tasks (task_name, task_instance, execution_time, picked,
                                         picked_by, last_heartbeat, version)
            values (:task, :instance, :created, :picked, :by, :heartbeat, 4)
            """)
        .param("task", task)
        .param("instance", instance)
        .param("created", created)
        .param("picked", picked)
        .param("by", picked ? "a dead node" : null)
        .param("heartbeat", picked ? created : null)
        .update();
  }

  private Map<String, Object> row(String instance) {
    return jdbc.sql("select * from scheduled_tasks where task_instance = ?")
        .param(instance)
        .query()
        .singleRow();
  }
}
