package dev.residual.cluster;

import dev.residual.torch.ComputeDevice;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Lists the devices of all workers. Each worker registers its own devices at regular intervals. */
@Component
public class WorkerRegistry implements SmartInitializingSingleton {

  private static final int HEARTBEAT_SECONDS = 10;

  /** A worker that has not registered for this long no longer counts as live. */
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  /**
   * A device of a worker.
   *
   * @param worker the node name of the worker
   */
  public record Member(String worker, ComputeDevice device) {}

  private final JdbcClient jdbc;
  private final DatabaseMode database;
  private final DeviceSlots slots;
  private final NodeSettings node;
  private final JsonMapper json;
  private final Clock clock;

  WorkerRegistry(
      JdbcClient jdbc,
      DatabaseMode database,
      DeviceSlots slots,
      NodeSettings node,
      JsonMapper json,
      Clock clock) {
    this.jdbc = jdbc;
    this.database = database;
    this.slots = slots;
    this.node = node;
    this.json = json;
    this.clock = clock;
  }

  /** Deletes rows that an earlier process may have left, and registers the devices. */
  @Override
  public void afterSingletonsInstantiated() {
    if (database.isShared()) {
      unregister();
    } else {
      jdbc.sql("delete from worker_device").update(); // no other process uses this database
    }
    register();
  }

  /** Removes the devices of this node, so that no job waits for them. */
  @PreDestroy
  void unregister() {
    jdbc.sql("delete from worker_device where worker = :worker")
        .param("worker", node.nodeId())
        .update();
  }

  /** Registers the devices of this node if its role includes training. */
  @Scheduled(
      fixedDelay = HEARTBEAT_SECONDS,
      initialDelay = HEARTBEAT_SECONDS,
      timeUnit = TimeUnit.SECONDS)
  void register() {
    if (node.role().trains()) {
      slots.devices().forEach(this::register);
    }
  }

  private void register(ComputeDevice device) {
    String description = json.writeValueAsString(device);
    int updated =
        jdbc.sql(
                """
                update worker_device set description = :description, last_seen_at = :now
                where worker = :worker and device = :device
                """)
            .param("description", description)
            .param("now", ago(Duration.ZERO))
            .param("worker", node.nodeId())
            .param("device", device.name())
            .update();
    if (updated == 0) {
      jdbc.sql(
              """
              insert into worker_device (worker, device, description, last_seen_at)
              values (:worker, :device, :description, :now)
              """)
          .param("description", description)
          .param("now", ago(Duration.ZERO))
          .param("worker", node.nodeId())
          .param("device", device.name())
          .update();
    }
  }

  /** Returns the devices of live workers, ordered by worker name, then by device name. */
  public List<Member> members() {
    return jdbc.sql(
            """
            select worker, description from worker_device where last_seen_at > :limit
            order by worker, device
            """)
        .param("limit", ago(HEARTBEAT_TIMEOUT))
        .query(
            (row, index) ->
                new Member(
                    row.getString("worker"),
                    json.readValue(row.getString("description"), ComputeDevice.class)))
        .list();
  }

  /**
   * Returns the devices to check a job request against: those of live workers, or this node's own
   * if no worker is live.
   */
  public List<ComputeDevice> devices() {
    List<ComputeDevice> devices = members().stream().map(Member::device).toList();
    return devices.isEmpty() ? slots.devices() : devices;
  }

  /** Deletes the rows of workers that have not registered for an hour. */
  public void deleteExpired() {
    jdbc.sql("delete from worker_device where last_seen_at < :limit")
        .param("limit", ago(HEARTBEAT_TIMEOUT.multipliedBy(60)))
        .update();
  }

  private OffsetDateTime ago(Duration time) {
    return clock.instant().minus(time).atOffset(ZoneOffset.UTC);
  }
}
