package dev.residual.job.events;

import dev.residual.job.JobEventLog;
import dev.residual.job.JobEventLog.Entry;
import dev.residual.job.JobNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the event streams of all clients. One periodic task reads new events of all jobs from the
 * database, so any node can stream any job, and an idle stream needs no thread.
 *
 * <p>Streams stay open until their jobs end, so a shutdown completes them in its first phase,
 * before the web server waits for open requests.
 */
@Component
class JobEventStreams implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(JobEventStreams.class);

  private static final int POLL_MILLIS = 500;

  private static final long NO_TIMEOUT = 0;

  /** The maximum number of events of a job that are read at once. */
  private static final int MAX_EVENTS = 500;

  /**
   * The number of sender threads. There are several, so that a few slow clients do not delay the
   * others.
   */
  private static final int SENDERS = 4;

  private final JobEventLog eventLog;
  private final Executor senders;
  private final JsonMapper json;
  private final Clock clock;
  private final Set<JobEventStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  @Autowired
  JobEventStreams(JobEventLog eventLog, JsonMapper json, Clock clock) {
    this(eventLog, Executors.newFixedThreadPool(SENDERS, JobEventStreams::sender), json, clock);
  }

  /**
   * @param senders runs writes to clients, which may block
   */
  JobEventStreams(JobEventLog eventLog, Executor senders, JsonMapper json, Clock clock) {
    this.eventLog = eventLog;
    this.senders = senders;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Adds a stream for a client.
   *
   * @param last the number of the last event that the client has received, 0 for none
   * @throws JobNotFoundException if there is no such job
   */
  SseEmitter add(UUID job, int last) {
    if (eventLog.lastNumbers(Set.of(job)).isEmpty()) {
      throw new JobNotFoundException(job);
    }
    return add(job, last, new SseEmitter(NO_TIMEOUT)).emitter();
  }

  JobEventStream add(UUID job, int last, SseEmitter emitter) {
    JobEventStream stream = new JobEventStream(job, last, emitter, json, clock.instant());
    emitter.onCompletion(() -> streams.remove(stream));
    emitter.onError(e -> streams.remove(stream));
    emitter.onTimeout(() -> streams.remove(stream));
    streams.add(stream);
    if (!running) { // checked after adding, so that either stop() or this line completes it
      emitter.complete();
    }
    return stream;
  }

  int count() {
    return streams.size();
  }

  /** Sends new events to all streams. */
  @Scheduled(fixedDelay = POLL_MILLIS)
  void poll() {
    if (streams.isEmpty()) {
      return;
    }
    try {
      Round round = new Round(lastNumbers(), new HashMap<>());
      streams.forEach(stream -> serve(stream, round));
    } catch (DataAccessException | TransactionException e) {
      // The next run reads the same events, so nothing is lost.
      log.debug("Event streams are waiting for the database", e);
    }
  }

  /**
   * One run over all streams.
   *
   * @param lastNumbers the numbers of the jobs' last events
   * @param read the events that were read, shared by streams at the same position
   */
  private record Round(Map<UUID, Integer> lastNumbers, Map<Position, List<Entry>> read) {}

  private record Position(UUID job, int last) {}

  private Map<UUID, Integer> lastNumbers() {
    Set<UUID> jobs = new HashSet<>();
    streams.forEach(stream -> jobs.add(stream.job()));
    return eventLog.lastNumbers(jobs);
  }

  private void serve(JobEventStream stream, Round round) {
    Instant now = clock.instant();
    Integer lastNumber = round.lastNumbers().get(stream.job());
    if (lastNumber == null) {
      stream.emitter().complete(); // the job was deleted
    } else if (lastNumber > stream.last()) {
      Position position = new Position(stream.job(), stream.last());
      List<Entry> events =
          round
              .read()
              .computeIfAbsent(position, it -> eventLog.after(it.job(), it.last(), MAX_EVENTS));
      // An earlier write may have sent some of these events in the meantime.
      submit(stream, () -> stream.send(newer(stream, events), now));
    } else if (stream.needsKeepAlive(now)) {
      submit(stream, () -> stream.sendKeepAlive(now));
    }
  }

  private static List<Entry> newer(JobEventStream stream, List<Entry> events) {
    return events.stream().filter(event -> event.number() > stream.last()).toList();
  }

  /**
   * Writes on a sender thread. If an earlier write is still in progress, nothing is written until
   * the next run.
   */
  private void submit(JobEventStream stream, Runnable write) {
    if (stream.acquire()) {
      senders.execute(
          () -> {
            try {
              write.run();
            } finally {
              stream.release();
            }
          });
    }
  }

  private static Thread sender(Runnable task) {
    Thread thread = new Thread(task, "event-sender");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /**
   * Completes all streams; streams that are opened later are completed at once. Clients reconnect
   * to another node, or to this one after its restart.
   */
  @Override
  public void stop() {
    running = false;
    Set.copyOf(streams).forEach(stream -> stream.emitter().complete());
    streams.clear();
  }
}
