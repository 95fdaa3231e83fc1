package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores the events of each job, in order. They are numbered from 1. Numbers are assigned while the
 * job's row is locked, so no reader sees a later event before an earlier one.
 */
@Component
public class JobEventLog {

  /** A stored event, whose payload is JSON. */
  public record Entry(int number, String type, String payload) {}

  /**
   * The end of a job's events.
   *
   * @param number the number of the last event
   * @param isFinal whether the job is over, so that no event will follow
   */
  public record End(int number, boolean isFinal) {}

  /**
   * The metrics of a logged step or of an epoch.
   *
   * @param number the number of the event
   * @param time when it was stored
   * @param event a {@link StepLogged} or an {@link EpochResult}
   */
  public record LoggedMetrics(int number, Instant time, JobEvent event) {}

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  JobEventLog(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /**
   * Appends an event in the caller's transaction, which has locked the job.
   *
   * @param job the job of the event, which counts its events
   */
  void append(Job job, JobEvent event) {
    jdbc.sql(
            """
            insert into job_event (job_id, number, type, epoch, step, payload, created_at)
            values (:job, :number, :type, :epoch, :step, :payload, :now)
            """)
        .param("job", job.id())
        .param("number", job.nextEvent())
        .param("type", event.type())
        .param("epoch", event.epoch())
        .param("step", event.step())
        .param("payload", json.writeValueAsString(event))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Appends the steps that are not stored yet, since an attempt that resumes from a checkpoint
   * repeats some.
   *
   * @param steps of one job, in order
   */
  void appendNew(Job job, List<StepLogged> steps) {
    for (StepLogged step : steps) {
      if (!contains(job, step)) {
        append(job, step);
      }
    }
  }

  private boolean contains(Job job, JobEvent event) {
    return jdbc.sql(
                """
                select count(*) from job_event
                where job_id = :job and type = :type and epoch = :epoch and step = :step
                """)
            .param("job", job.id())
            .param("type", event.type())
            .param("epoch", event.epoch())
            .param("step", event.step())
            .query(Long.class)
            .single()
        > 0;
  }

  /** Returns up to {@code limit} events of a job that come after number {@code after}, in order. */
  public List<Entry> after(UUID job, int after, int limit) {
    return jdbc.sql(
            """
            select number, type, payload from job_event
            where job_id = :job and number > :after order by number
            limit :limit
            """)
        .param("job", job)
        .param("after", after)
        .param("limit", limit)
        .query(
            (row, index) ->
                new Entry(row.getInt("number"), row.getString("type"), row.getString("payload")))
        .list();
  }

  /** Returns where the events of each job end for now, without jobs that do not exist. */
  public Map<UUID, End> ends(Collection<UUID> jobs) {
    return jdbc
        .sql("select id, last_event, status from job where id in (:jobs)")
        .param("jobs", jobs)
        .query((row, index) -> Map.entry(row.getObject("id", UUID.class), end(row)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static End end(ResultSet row) throws SQLException {
    return new End(row.getInt("last_event"), JobStatus.valueOf(row.getString("status")).isFinal());
  }

  /** Returns up to {@code limit} logged steps of a job that come after the given one, in order. */
  public List<StepLogged> steps(UUID job, int epoch, int step, int limit) {
    return jdbc.sql(
            """
            select payload from job_event
            where job_id = :job and type = :type
              and (epoch > :epoch or (epoch = :epoch and step > :step))
            order by epoch, step limit :limit
            """)
        .param("job", job)
        .param("type", StepLogged.TYPE)
        .param("epoch", epoch)
        .param("step", step)
        .param("limit", limit)
        .query((row, index) -> json.readValue(row.getString(1), StepLogged.class))
        .list();
  }

  /**
   * Returns up to {@code limit} logged steps and epochs of a job that come after event number
   * {@code after}, in the order in which they happened.
   */
  public List<LoggedMetrics> metrics(UUID job, int after, int limit) {
    return jdbc.sql(
            """
            select number, type, payload, created_at from job_event
            where job_id = :job and number > :after and type in (:types)
            order by number limit :limit
            """)
        .param("job", job)
        .param("after", after)
        .param("types", List.of(StepLogged.TYPE, EpochResult.TYPE))
        .param("limit", limit)
        .query((row, index) -> metrics(row))
        .list();
  }

  private LoggedMetrics metrics(ResultSet row) throws SQLException {
    Class<? extends JobEvent> type =
        row.getString("type").equals(StepLogged.TYPE) ? StepLogged.class : EpochResult.class;
    return new LoggedMetrics(
        row.getInt("number"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        json.readValue(row.getString("payload"), type));
  }
}
