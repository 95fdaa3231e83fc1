package dev.residual.sweep;

import dev.residual.web.JsonConverter;
import dev.residual.web.Problem;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/** A search for the best values of the fields of a job. */
@Entity
class Sweep {

  @Id private UUID id;
  private @Nullable UUID owner;

  private @Nullable String name;

  @Enumerated(EnumType.STRING)
  private SweepStatus status;

  @Convert(converter = OfRequest.class)
  private SweepRequest request;

  private Instant createdAt;
  private @Nullable Instant finishedAt;

  @SuppressWarnings("NullAway") // for Hibernate, which fills the fields
  protected Sweep() {}

  /**
   * Creates a running sweep.
   *
   * @param owner the key of the client; null if nobody is asked for one
   * @param request with its defaults filled in
   */
  Sweep(UUID id, @Nullable UUID owner, SweepRequest request, Instant now) {
    this.id = id;
    this.owner = owner;
    this.request = request;
    name = request.name();
    status = SweepStatus.RUNNING;
    createdAt = now;
  }

  /** Ends all trials. The best one so far becomes a model. */
  void stop() {
    if (status.isFinal()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "sweep-already-final",
          String.format(Locale.ROOT, "Sweep %s is %s already", id, status));
    }
    status = SweepStatus.STOPPING;
  }

  /**
   * Ends this sweep, all trials of which have ended.
   *
   * @param succeeded whether one of them has succeeded
   */
  void finish(boolean succeeded, Instant now) {
    status =
        status == SweepStatus.STOPPING
            ? SweepStatus.STOPPED
            : succeeded ? SweepStatus.SUCCEEDED : SweepStatus.FAILED;
    finishedAt = now.isBefore(createdAt) ? createdAt : now;
  }

  void requireDeletable() {
    if (!status.isFinal()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "sweep-not-final",
          String.format(
              Locale.ROOT,
              status == SweepStatus.STOPPING
                  ? "Sweep %s is %s; wait for its end"
                  : "Sweep %s is %s; stop it first with POST /sweeps/%1$s/stop",
              id,
              status));
    }
  }

  UUID id() {
    return id;
  }

  @Nullable UUID owner() {
    return owner;
  }

  @Nullable String name() {
    return name;
  }

  SweepStatus status() {
    return status;
  }

  SweepRequest request() {
    return request;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }

  /** Stores a request as JSON. */
  @Converter
  static class OfRequest extends JsonConverter<SweepRequest> {
    OfRequest(JsonMapper json) {
      super(json, SweepRequest.class);
    }
  }
}
