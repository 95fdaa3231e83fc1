package dev.residual.evaluation.run;

import dev.residual.cluster.DeviceUsers;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells which devices of all workers evaluate. */
@Component
class EvaluatingDevices implements DeviceUsers {

  private final EvaluationRuns runs;

  EvaluatingDevices(EvaluationRuns runs) {
    this.runs = runs;
  }

  @Override
  public Map<Slot, UUID> users() {
    Map<Slot, UUID> users = new HashMap<>();
    for (EvaluationRun run : runs.findByStatus(EvaluationStatus.RUNNING)) {
      if (run.worker() != null && run.device() != null) {
        users.put(new Slot(run.worker(), run.device()), run.id());
      }
    }
    return users;
  }
}
