package dev.residual.job;

import dev.residual.job.JobFeed.Entry;
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
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Those who follow jobs. All of them together are served by whoever turns the crank, {@link
 * #poll()}, from the database, so that any node serves any job; an idle one costs no thread.
 */
@Component
class Listeners {

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private static final long NEVER = 0;

  /** What is read of a job at once. */
  private static final int BATCH = 500;

  /** A few clients that read slowly do not hold up the others. */
  private static final int SENDERS = 4;

  private final JobFeed feed;
  private final Executor senders;
  private final JsonMapper json;
  private final Clock clock;
  private final Set<Listener> all = ConcurrentHashMap.newKeySet();

  @Autowired
  Listeners(JobFeed feed, JsonMapper json, Clock clock) {
    this(feed, Executors.newFixedThreadPool(SENDERS, Listeners::sender), json, clock);
  }

  /**
   * @param senders write to clients, which may be slow
   */
  Listeners(JobFeed feed, Executor senders, JsonMapper json, Clock clock) {
    this.feed = feed;
    this.senders = senders;
    this.json = json;
    this.clock = clock;
  }

  /**
   * @param last number of the last event that the client has, 0 for none
   * @throws JobNotFoundException if there is no such job
   */
  SseEmitter add(UUID job, int last) {
    if (feed.heads(Set.of(job)).isEmpty()) {
      throw new JobNotFoundException(job);
    }
    return add(job, last, new SseEmitter(NEVER)).emitter();
  }

  Listener add(UUID job, int last, SseEmitter emitter) {
    Listener listener = new Listener(job, last, emitter, json, clock.instant());
    emitter.onCompletion(() -> all.remove(listener));
    emitter.onError(e -> all.remove(listener));
    emitter.onTimeout(() -> all.remove(listener));
    all.add(listener);
    return listener;
  }

  int count() {
    return all.size();
  }

  /** Sends what there is to send. */
  void poll() {
    if (all.isEmpty()) {
      return;
    }
    try {
      Round round = new Round(heads(), new HashMap<>());
      all.forEach(listener -> serve(listener, round));
    } catch (DataAccessException | TransactionException e) {
      // It is read again at the next turn; nothing is lost.
      log.debug("Listeners wait for the database", e);
    }
  }

  /**
   * One turn.
   *
   * @param heads numbers of the jobs' last events
   * @param read what was read for a listener, for others that are as far
   */
  private record Round(Map<UUID, Integer> heads, Map<Place, List<Entry>> read) {}

  private record Place(UUID job, int last) {}

  private Map<UUID, Integer> heads() {
    Set<UUID> followed = new HashSet<>();
    all.forEach(listener -> followed.add(listener.job()));
    return feed.heads(followed);
  }

  private void serve(Listener listener, Round round) {
    Instant now = clock.instant();
    Integer head = round.heads().get(listener.job());
    if (head == null) {
      listener.emitter().complete(); // the job was deleted
    } else if (head > listener.last()) {
      Place place = new Place(listener.job(), listener.last());
      List<Entry> events =
          round.read().computeIfAbsent(place, it -> feed.after(it.job(), it.last(), BATCH));
      // Only events that follow the last one are sent, whoever sends meanwhile.
      hand(listener, () -> listener.send(follow(listener, events), now));
    } else if (listener.isQuiet(now)) {
      hand(listener, () -> listener.greet(now));
    }
  }

  private static List<Entry> follow(Listener listener, List<Entry> events) {
    return events.stream().filter(event -> event.number() > listener.last()).toList();
  }

  /** One that is still being written to waits for the next turn. */
  private void hand(Listener listener, Runnable writing) {
    if (listener.take()) {
      senders.execute(
          () -> {
            try {
              writing.run();
            } finally {
              listener.free();
            }
          });
    }
  }

  private static Thread sender(Runnable task) {
    Thread thread = new Thread(task, "event-sender");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends all streams; clients come back to another node, or to this one when it is up again. */
  void close() {
    Set.copyOf(all).forEach(listener -> listener.emitter().complete());
    all.clear();
  }
}
