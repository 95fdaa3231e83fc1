package dev.residual.job;

import dev.residual.torch.ComputeDevice;
import dev.residual.web.NodeSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The devices of all workers, as each says again and again that its own are there. */
@Component
class Fleet implements SmartInitializingSingleton {

  /** How often they say so. */
  static final Duration ANNOUNCED = Duration.ofSeconds(10);

  /** Not heard of for so long, a worker is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** A worker's device. */
  record Member(String worker, ComputeDevice device) {}

  private final JdbcClient jdbc;
  private final DeviceSlots slots;
  private final NodeSettings node;
  private final JsonMapper json;
  private final Clock clock;

  Fleet(JdbcClient jdbc, DeviceSlots slots, NodeSettings node, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.slots = slots;
    this.node = node;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    announce();
  }

  /** Says that this node's devices are there, if it trains. */
  void announce() {
    if (node.role().trains()) {
      slots.devices().forEach(this::announce);
    }
  }

  private void announce(ComputeDevice device) {
    String description = json.writeValueAsString(device);
    int known =
        jdbc.sql(
                """
                update worker_device set description = :description, last_seen_at = :now
                where worker = :worker and device = :device
                """)
            .param("description", description)
            .param("now", ago(Duration.ZERO))
            .param("worker", node.node())
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
          .param("worker", node.node())
          .param("device", device.name())
          .update();
    }
  }

  /** Those that are there, in order of their workers' and their own names. */
  List<Member> members() {
    return jdbc.sql(
            """
            select worker, description from worker_device where last_seen_at > :limit
            order by worker, device
            """)
        .param("limit", ago(SILENCE))
        .query(
            (row, index) ->
                new Member(
                    row.getString("worker"),
                    json.readValue(row.getString("description"), ComputeDevice.class)))
        .list();
  }

  /** Devices to check a request against: those of workers; with none there, this node's own. */
  List<ComputeDevice> devices() {
    List<ComputeDevice> devices = members().stream().map(Member::device).toList();
    return devices.isEmpty() ? slots.devices() : devices;
  }

  /** Which job each worker's device is busy with, by {@code worker/device}. */
  Map<String, UUID> busy() {
    return jdbc
        .sql(
            """
            select id, worker, device from job
            where device is not null and worker is not null
              and status in ('RUNNING', 'PAUSING', 'STOPPING', 'CANCELLING')
            """)
        .query(
            (row, index) ->
                Map.entry(
                    key(row.getString("worker"), row.getString("device")),
                    row.getObject("id", UUID.class)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
  }

  static String key(String worker, String device) {
    return worker + "/" + device;
  }

  /** Forgets workers that are gone. */
  void forgetOld() {
    jdbc.sql("delete from worker_device where last_seen_at < :limit")
        .param("limit", ago(SILENCE.multipliedBy(60)))
        .update();
  }

  private OffsetDateTime ago(Duration time) {
    return clock.instant().minus(time).atOffset(ZoneOffset.UTC);
  }
}
