package dev.residual.cluster;

import dev.residual.torch.ComputeDevice;
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

/** The devices of all workers; each worker registers its own at regular intervals. */
@Component
public class WorkerRegistry implements SmartInitializingSingleton {

  private static final int HEARTBEAT_SECONDS = 10;

  /** A worker that has not been heard of for this long is gone. */
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  /** A device of a worker. */
  public record Member(String worker, ComputeDevice device) {}

  private final JdbcClient jdbc;
  private final DeviceSlots slots;
  private final NodeSettings node;
  private final JsonMapper json;
  private final Clock clock;

  WorkerRegistry(
      JdbcClient jdbc, DeviceSlots slots, NodeSettings node, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.slots = slots;
    this.node = node;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    register();
  }

  /** Registers the devices of this node, if it trains. */
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
    int known =
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
    if (known == 0) {
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

  /** Returns the devices of live workers, in order of the workers' and their own names. */
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
   * Returns the devices to check a request against: those of live workers, else this node's own.
   */
  public List<ComputeDevice> devices() {
    List<ComputeDevice> devices = members().stream().map(Member::device).toList();
    return devices.isEmpty() ? slots.devices() : devices;
  }

  /** Deletes the rows of workers that have been gone for long. */
  public void deleteExpired() {
    jdbc.sql("delete from worker_device where last_seen_at < :limit")
        .param("limit", ago(HEARTBEAT_TIMEOUT.multipliedBy(60)))
        .update();
  }

  private OffsetDateTime ago(Duration time) {
    return clock.instant().minus(time).atOffset(ZoneOffset.UTC);
  }
}
