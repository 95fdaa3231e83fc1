package dev.residual.job;

import dev.residual.SettableClock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.mockito.ArgumentMatcher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

/** Jobs in a database, whose attempts a test starts by hand. */
@JobLifecycleTest
abstract class StoredJobs {

  @Autowired JobLifecycle lifecycle;
  @Autowired JobAttempts attempts;
  @Autowired JobQueue queue;
  @Autowired Jobs jobs;
  @Autowired SettableClock clock;
  @Autowired ApplicationEvents events;

  @BeforeEach
  void clear(@Autowired JdbcClient jdbc) {
    for (String table : List.of("idempotency_key", "job")) {
      jdbc.sql("delete from " + table).update();
    }
  }

  UUID submit() {
    return lifecycle.submit(Requests.DEFAULT, null);
  }

  JobAttempt start(UUID id) {
    return attempts.start(entry(id), "cpu").orElseThrow();
  }

  Job found(UUID id) {
    return jobs.findById(id).orElseThrow();
  }

  QueueEntry entry(UUID id) {
    return QueueEntry.of(found(id));
  }

  List<JobFinished> finished() {
    return events.stream(JobFinished.class).toList();
  }

  static ArgumentMatcher<Job> hasId(UUID id) {
    return job -> job.id().equals(id);
  }
}
