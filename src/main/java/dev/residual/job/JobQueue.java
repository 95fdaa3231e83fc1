package dev.residual.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.residual.cluster.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The queue of jobs: higher priority first, then older first. Other work that needs a device has
 * entries in it too, which come first, but take turns with the jobs. No other class accesses
 * db-scheduler's table by SQL.
 */
@Component
public class JobQueue {

  private static final Logger log = LoggerFactory.getLogger(JobQueue.class);

  public static final TaskDescriptor<Void> TASK = TaskDescriptor.of("train");

  /** The name of db-scheduler's table. */
  public static final String TABLE = "scheduled_tasks";

  /** The priority of other work, above that of any job. */
  public static final int OTHER_WORK = 101;

  /** The priority of a job whose turn it is, although other work waits. */
  private static final int NEXT = OTHER_WORK + 1;

  /** The longest time for which an entry is put off. */
  public static final Duration MAX_DELAY = TaskQueue.MAX_DELAY;

  /** Published when a client has added a job, or has resumed or stopped one that waited. */
  public record Added(UUID job) {}

  /** The places of jobs that were put off because a device of this node was busy. */
  private final Map<QueueEntry, Instant> waitForDevice = new ConcurrentHashMap<>();

  private final SchedulerClient client;
  private final JdbcClient jdbc;

  public JobQueue(SchedulerClient client, JdbcClient jdbc) {
    this.client = client;
    this.jdbc = jdbc;
  }

  /**
   * Adds an entry for the job in the caller's transaction. Its position depends on the job's
   * creation time. An entry that is already queued is left unchanged.
   */
  public void put(Job job) {
    client.scheduleIfNotExists(
        TASK.instance(QueueEntry.of(job).toString()).priority(job.priority()).build(), place(job));
  }

  private static Instant place(Job job) {
    return TaskQueue.place(job.createdAt());
  }

  /** Notes that a job is put off because a device of this node is busy. */
  void awaitDevice(Job job) {
    waitForDevice.put(QueueEntry.of(job), place(job));
  }

  /**
   * Gives entries that were put off a place among the others, which are ordered by time: otherwise
   * all jobs that have not been put off come first, for as long as there are any. Jobs that wait
   * for a device of this node get their own place, at once. Others get that of a job of this moment
   * when they are due. Call this whenever a device of this node is free again. While the database
   * is away it does nothing.
   *
   * @param now the current time
   */
  public void restorePlaces(Instant now) {
    try {
      waitForDevice.forEach(
          (entry, place) -> {
            restore(entry, place);
            waitForDevice.remove(entry);
          });
      restoreDue(now);
    } catch (DataAccessException e) {
      log.warn("Jobs that were put off keep their later places: {}", e.getMessage());
    }
  }

  private void restoreDue(Instant now) {
    jdbc.sql(
            """
            update scheduled_tasks
            set execution_time = execution_time - cast(:days as int) * interval '1' day, version = version + 1
            where picked = false and execution_time > :longAgo and execution_time <= :now
            """)
        .param("days", TaskQueue.ALWAYS_DUE.toDays())
        .param("longAgo", now.minus(TaskQueue.ALWAYS_DUE.dividedBy(2)).atOffset(ZoneOffset.UTC))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private void restore(QueueEntry entry, Instant place) {
    jdbc.sql(
            """
            update scheduled_tasks set execution_time = :place, version = version + 1
            where task_name = :task and task_instance = :entry and picked = false
            """)
        .param("place", place.atOffset(ZoneOffset.UTC))
        .param("task", TASK.getTaskName())
        .param("entry", entry.toString())
        .update();
  }

  /**
   * Makes entries due that are due later than any delay explains, because the clock was set back
   * while the service was stopped.
   *
   * @param now the current time
   */
  public void makeDue(Instant now) {
    jdbc.sql(
            """
            update scheduled_tasks set execution_time = :now, version = version + 1
            where picked = false and execution_time > :latest
            """)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("latest", now.plus(MAX_DELAY).atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Returns whether a job or other work waits for a device, on any node. */
  public boolean isAnyWaiting() {
    return jdbc.sql("select exists (select 1 from scheduled_tasks where picked = false)")
        .query(Boolean.class)
        .single();
  }

  /**
   * Gives the job that comes first among those that are due the next turn, in the caller's
   * transaction. Call this for each piece of other work that begins, so that it takes turns with
   * the jobs, however much of it there is.
   *
   * @param now the current time
   */
  public void giveTurn(Instant now) {
    jdbc.sql(
            """
            select task_instance from scheduled_tasks
            where task_name = :task and picked = false and execution_time <= :now
              and priority < :next
            order by priority desc, execution_time asc limit 1
            """)
        .param("task", TASK.getTaskName())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("next", NEXT)
        .query(String.class)
        .optional()
        .ifPresent(
            entry ->
                jdbc.sql(
                        """
                        update scheduled_tasks set priority = :next, version = version + 1
                        where task_name = :task and task_instance = :entry and picked = false
                        """)
                    .param("next", NEXT)
                    .param("task", TASK.getTaskName())
                    .param("entry", entry)
                    .update());
  }

  /**
   * Ends the turn of a job that has begun, in the caller's transaction. If it comes back to the
   * queue, it has its own priority.
   */
  void endTurn(Job job) {
    endTurn(QueueEntry.of(job), job.priority());
  }

  /** Gives the turn of a job that needs no device any more to the next one. */
  void passTurn(QueueEntry entry, Instant now) {
    if (endTurn(entry, 0)) {
      giveTurn(now);
    }
  }

  /** The version stays, since db-scheduler knows the entry of what it runs by that. */
  private boolean endTurn(QueueEntry entry, int priority) {
    return jdbc.sql(
                """
                update scheduled_tasks set priority = :priority
                where task_name = :task and task_instance = :entry and priority = :next
                """)
            .param("priority", priority)
            .param("task", TASK.getTaskName())
            .param("entry", entry.toString())
            .param("next", NEXT)
            .update()
        > 0;
  }

  /** Updates the priority of a job's queue entry in the caller's transaction. */
  void move(Job job) {
    jdbc.sql(
            """
            update scheduled_tasks set priority = :priority, version = version + 1
            where task_name = :task and task_instance = :entry and picked = false
            """)
        .param("priority", job.priority())
        .param("task", TASK.getTaskName())
        .param("entry", QueueEntry.of(job).toString())
        .update();
  }

  /**
   * Makes all entries that a worker has picked available again, in the caller's transaction. Call
   * this only from the sole process that uses the database, before it starts to poll.
   *
   * @return the number of entries that were released
   */
  public int releasePicked() {
    return jdbc.sql(
            """
            update scheduled_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where picked = true
            """)
        .update();
  }
}
