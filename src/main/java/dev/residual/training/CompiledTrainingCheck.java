package dev.residual.training;

import dev.residual.onednn.OneDnn;
import dev.residual.torch.Acceleration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Checks whether networks can be compiled for training at all. The kernels of a network are checked
 * when it is compiled, because their sizes are known only then.
 */
@Component
class CompiledTrainingCheck implements Acceleration.Check {

  private final TrainingSettings settings;

  CompiledTrainingCheck(TrainingSettings settings) {
    this.settings = settings;
  }

  @Override
  public Acceleration acceleration() {
    return Acceleration.COMPILED_TRAINING;
  }

  @Override
  public Optional<String> failure() {
    return settings.compiled()
        ? OneDnn.unavailableReason()
        : Optional.of("switched off by residual.training.compiled");
  }
}
