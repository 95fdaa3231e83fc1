package dev.residual.job.events;

import dev.residual.access.AcceptedCallers;
import dev.residual.access.Caller;
import dev.residual.access.limit.EventStreamLimit;
import dev.residual.access.limit.Permit;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobEventLog.End;
import dev.residual.job.JobNotFoundException;
import dev.residual.web.ClientConnection;
import dev.residual.web.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The event streams of all clients that follow jobs. One periodic task serves all of them from the
 * database, so any node serves any job. No stream has a thread, and none waits for another.
 *
 * <p>A run reads and writes only so much, because trainings need the processors. What it does not
 * get to is the first thing that the next run does.
 *
 * <p>Streams would stay open until their jobs end. They end in the first phase of a shutdown,
 * before the web server waits for open requests.
 */
@Component
class JobEventStreams implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(JobEventStreams.class);

  private static final int POLL_MILLIS = 500;

  /** The maximum number of pages that a run reads. */
  static final int MAX_READS = 32;

  /** The maximum number of times that a run writes to a client. */
  static final int MAX_WRITES = 500;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** How long a stopping service waits for clients that read nothing. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  /** How long after its time the web server may end the request of a client that reads nothing. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long NO_TIMEOUT = 0;

  private final JobEventLog eventLog;
  private final EventStreamSettings settings;
  private final EventStreamLimit limit;
  private final AcceptedCallers callers;
  private final Clock clock;
  private final EventPages pages;
  private final Map<JobEventStream, ClientConnection> streams = new ConcurrentHashMap<>();

  /** Streams that no run has seen yet. */
  private final Queue<JobEventStream> arrivals = new ConcurrentLinkedQueue<>();

  /** The other streams, in the order in which they are served; only {@link #poll()} uses it. */
  private final Deque<JobEventStream> turns = new ArrayDeque<>();

  private final Duration forgetAfter;
  private volatile boolean running;

  JobEventStreams(
      JobEventLog eventLog,
      EventStreamSettings settings,
      EventStreamLimit limit,
      AcceptedCallers callers,
      Clock clock) {
    this.eventLog = eventLog;
    this.settings = settings;
    this.limit = limit;
    this.callers = callers;
    this.clock = clock;
    pages = new EventPages(eventLog);
    forgetAfter = settings.writeTimeout().plus(PATIENCE);
  }

  /**
   * Answers a request with the events of a job: now, and as they happen. If none is left and none
   * will follow, the answer is 204, after which browsers do not reconnect.
   *
   * @param last the number of the last event that the client has, 0 for none; if there is no such
   *     event yet, the stream begins with the next one
   * @throws JobNotFoundException if there is no such job
   * @throws Problem 503 if there are too many streams, 429 if there are too many of this client
   */
  void open(UUID job, int last, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    End end = eventLog.ends(Set.of(job)).get(job);
    if (end == null) {
      throw new JobNotFoundException(job);
    }
    if (end.isFinal() && last >= end.number()) {
      response.setStatus(HttpStatus.NO_CONTENT.value());
      return;
    }
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no"); // nginx would keep events until the end
    response.setHeader("Connection", "close"); // without it, the end would be one more write
    if (!request.getMethod().equals(HttpMethod.HEAD.name())) {
      start(job, Math.min(last, end.number()), request, response);
    }
  }

  private synchronized void start(
      UUID job, int last, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (streams.size() >= settings.maxStreams()) {
      throw Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "too-many-streams",
              String.format(
                  Locale.ROOT,
                  "This node has %d event streams, as many as residual.events.max-streams allows",
                  settings.maxStreams()))
          .retryAfter(RETRY_AFTER);
    }
    Permit permit = limit.acquire();
    try {
      start(job, last, request, response, permit);
    } catch (IOException | RuntimeException | Error e) {
      permit.close();
      throw e;
    }
  }

  private void start(
      UUID job, int last, HttpServletRequest request, HttpServletResponse response, Permit permit)
      throws IOException {
    ClientConnection connection = ClientConnection.ofThisRequest();
    connection.setWriteTimeout(settings.writeTimeout());
    AsyncContext async = request.startAsync();
    try {
      async.setTimeout(NO_TIMEOUT);
      JobEventStream stream =
          new JobEventStream(
              job,
              Caller.current().orElse(null),
              last,
              connection.lock(),
              async,
              response.getOutputStream(),
              clock.instant(),
              over -> {
                streams.remove(over);
                permit.close();
              });
      stream.start();
      streams.put(stream, connection);
      if (stream.isOver()) { // already before it was added
        streams.remove(stream);
      }
      arrivals.add(stream);
      if (!running) { // read after the stream was added, so that stop() or this ends it
        stream.end();
      }
    } catch (IOException | RuntimeException | Error e) {
      async.complete();
      throw e;
    }
  }

  /** Returns the number of open streams. */
  int count() {
    return streams.size();
  }

  /** Returns the number of open streams whose clients have not taken what was sent. */
  long countWaiting() {
    return streams.keySet().stream().filter(JobEventStream::isWaiting).count();
  }

  /** Sends new events to all streams. */
  @Scheduled(fixedDelay = POLL_MILLIS)
  void poll() {
    for (JobEventStream next = arrivals.poll(); next != null; next = arrivals.poll()) {
      turns.addLast(next);
    }
    turns.removeIf(JobEventStream::isOver);
    if (turns.isEmpty()) {
      pages.clear();
      return;
    }
    endRefused();
    try {
      new Round(ends()).run();
    } catch (DataAccessException | TransactionException e) {
      // The next run reads the same events, so nothing is lost.
      log.debug("Event streams are waiting for the database", e);
    }
  }

  /** Ends the streams of clients whose key was revoked or whose key or token has expired. */
  private void endRefused() {
    Map<Caller, Boolean> accepted = new HashMap<>();
    for (JobEventStream stream : turns) {
      Caller caller = stream.caller();
      if (caller != null && !accepted.computeIfAbsent(caller, callers::accepts)) {
        stream.end();
      }
    }
  }

  private Map<UUID, End> ends() {
    Set<UUID> followed = new HashSet<>();
    turns.forEach(stream -> followed.add(stream.job()));
    return eventLog.ends(followed);
  }

  private enum Turn {
    SERVED,
    /** There is nothing to send, or the client has not taken the last events yet. */
    IDLE,
    /** There is no page, and the run has read as much as it may. */
    STARVED
  }

  /** One run over all streams: again and again, while there is something to send. */
  private final class Round {

    private final Map<UUID, End> ends;
    private final Instant now = clock.instant();
    private int reads = MAX_READS;
    private int writes = MAX_WRITES;

    Round(Map<UUID, End> ends) {
      this.ends = ends;
    }

    void run() {
      while (serveAll()) {
        // Each time, a stream is sent one piece.
      }
    }

    /** Returns whether something was sent and more may be. */
    private boolean serveAll() {
      Deque<JobEventStream> starved = new ArrayDeque<>();
      int before = writes;
      try {
        for (int left = turns.size(); left > 0 && writes > 0; left--) {
          serve(turns.removeFirst(), starved);
        }
      } finally {
        starved.forEach(turns::addFirst); // the last one was added first
      }
      return writes > 0 && writes < before;
    }

    private void serve(JobEventStream stream, Deque<JobEventStream> starved) {
      Turn turn = Turn.STARVED;
      try {
        turn = turn(stream);
      } finally {
        if (turn == Turn.STARVED) {
          starved.addFirst(stream);
        } else {
          turns.addLast(stream);
        }
      }
    }

    private Turn turn(JobEventStream stream) {
      if (!stream.isWritable()) {
        if (stream.isQuietFor(forgetAfter, now)) {
          stream.abandon();
        }
        return Turn.IDLE;
      }
      End end = ends.get(stream.job());
      if (end == null || (end.isFinal() && stream.last() >= end.number())) {
        writes--;
        stream.end(); // the job was deleted, or is over and its events are sent
        return Turn.IDLE;
      }
      if (stream.last() >= end.number()) {
        return keptAlive(stream);
      }
      EventPage page = page(stream, end);
      if (page == null) {
        return Turn.STARVED;
      }
      writes--;
      stream.write(page, now);
      return Turn.SERVED;
    }

    private Turn keptAlive(JobEventStream stream) {
      if (stream.needsKeepAlive(now)) {
        writes--;
        stream.writeKeepAlive(now);
      }
      return Turn.IDLE;
    }

    private @Nullable EventPage page(JobEventStream stream, End end) {
      EventPage page = pages.find(stream.job(), stream.last(), end.number());
      if (page == null && reads > 0) {
        reads--;
        page = pages.read(stream.job(), stream.last(), end.number());
      }
      return page;
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Ends all streams, and later ones at once. Clients reconnect to another node or to this one. */
  @Override
  public void stop() {
    running = false;
    streams.forEach(
        (stream, connection) -> {
          connection.setWriteTimeout(STOP_TIMEOUT);
          stream.end();
        });
  }
}
