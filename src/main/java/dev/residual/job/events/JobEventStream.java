package dev.residual.job.events;

import dev.residual.job.JobEvent.StatusChanged;
import dev.residual.job.JobEventLog.Entry;
import dev.residual.job.JobStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The open event stream of one client for one job. Only one thread at a time writes to it. */
final class JobEventStream {

  /**
   * The time without events after which a comment is sent, so that no client or proxy closes the
   * stream as idle.
   */
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(15);

  private final UUID job;
  private final SseEmitter emitter;
  private final JsonMapper json;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile int last;
  private volatile Instant lastSent;

  /**
   * @param last the number of the last event that the client has received
   */
  JobEventStream(UUID job, int last, SseEmitter emitter, JsonMapper json, Instant now) {
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

  boolean needsKeepAlive(Instant now) {
    return !now.isBefore(lastSent.plus(KEEP_ALIVE_INTERVAL));
  }

  /**
   * Tries to acquire the right to write. If it returns true, the caller must {@link #release()} the
   * stream.
   */
  boolean acquire() {
    return busy.compareAndSet(false, true);
  }

  void release() {
    busy.set(false);
  }

  /** Sends events, and completes the stream after the job's final status. */
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
      // The client has disconnected. It can reconnect with the number of its last event.
      emitter.completeWithError(e);
    }
  }

  void sendKeepAlive(Instant now) {
    lastSent = now;
    try {
      emitter.send(SseEmitter.event().comment("keep-alive"));
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
