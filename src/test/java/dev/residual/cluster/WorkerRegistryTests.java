package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ManualQueueTest;
import dev.residual.torch.ComputeDevice;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

@ManualQueueTest
@Transactional
class WorkerRegistryTests {

  @Autowired private WorkerRegistry workers;
  @Autowired private NodeSettings node;
  @Autowired private JdbcClient jdbc;
  @Autowired private Clock clock;

  @Test
  void devicesOfAnEarlierProcessOfAnEmbeddedDatabaseAreGoneAtStart(@Autowired JsonMapper json) {
    insert("an earlier process", json);
    assertThat(workers.members()).hasSize(1);

    workers.afterSingletonsInstantiated();

    assertThat(workers.members()).isEmpty();
  }

  @Test
  void stoppingNodeTakesOnlyItsOwnDevicesAway(@Autowired JsonMapper json) {
    insert(node.nodeId(), json);
    insert("another", json);

    workers.unregister();

    assertThat(workers.members())
        .extracting(WorkerRegistry.Member::worker)
        .containsExactly("another");
  }

  private void insert(String worker, JsonMapper json) {
    ComputeDevice device = new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
    jdbc.sql(
            "insert into worker_device (worker, device, description, last_seen_at) values (?, ?, ?, ?)")
        .params(worker, "cpu", json.writeValueAsString(device), Timestamp.from(clock.instant()))
        .update();
  }
}
