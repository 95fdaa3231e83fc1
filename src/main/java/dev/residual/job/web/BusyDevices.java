package dev.residual.job.web;

import dev.residual.cluster.DeviceUsers;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads which devices of all workers are busy with which jobs. */
@Component
class BusyDevices implements DeviceUsers {

  private final JdbcClient jdbc;

  BusyDevices(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Map<Slot, UUID> users() {
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
                    new Slot(row.getString("worker"), row.getString("device")),
                    row.getObject("id", UUID.class)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
  }
}
