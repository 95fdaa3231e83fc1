package dev.residual.job;

import dev.residual.job.JobEvent.StatusChanged;
import dev.residual.job.JobFeed.Entry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that follows a job. It is written to by one thread at a time. */
final class Listener {

  /** So that neither client nor proxy takes a quiet stream for a dead one. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  private final UUID job;
  private final SseEmitter emitter;
  private final JsonMapper json;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile int last;
  private volatile Instant lastSent;

  /**
   * @param last number of the last event that it has
   */
  Listener(UUID job, int last, SseEmitter emitter, JsonMapper json, Instant now) {
    this.job = job;
    this.last = last;
    this.emitter = emitter;
    this.json = json;
    lastSent = now;
  }

  UUID job() {
    return job;
  }

  int last() {
    return last;
  }

  SseEmitter emitter() {
    return emitter;
  }

  boolean isQuiet(Instant now) {
    return !now.isBefore(lastSent.plus(QUIET));
  }

  /** Whether the caller may write to it, and has to {@link #free()} it afterwards. */
  boolean take() {
    return busy.compareAndSet(false, true);
  }

  void free() {
    busy.set(false);
  }

  /** Sends events; after the one that tells of the job's end it is through. */
  void send(List<Entry> events, Instant now) {
    lastSent = now;
    try {
      for (Entry event : events) {
        emitter.send(
            SseEmitter.event()
                .id(String.valueOf(event.number()))
                .name(event.type())
                .data(event.payload()));
        last = event.number();
        if (isEnd(event)) {
          emitter.complete();
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      // It has gone; it comes back with the number of the last event that reached it.
      emitter.completeWithError(e);
    }
  }

  void greet(Instant now) {
    lastSent = now;
    try {
      emitter.send(SseEmitter.event().comment("still here"));
    } catch (IOException | IllegalStateException e) {
      emitter.completeWithError(e);
    }
  }

  private boolean isEnd(Entry event) {
    if (!event.type().equals(StatusChanged.TYPE)) {
      return false;
    }
    JsonNode status = json.readTree(event.payload()).path("status");
    return JobStatus.valueOf(status.asString()).isFinal();
  }
}
