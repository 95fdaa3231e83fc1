package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.model.ModelRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class DemoTrainingTests {

  @Test
  void loggedAddressHasTheContextPath(CapturedOutput output) {
    ModelRegistry registry = mock();
    when(registry.hasDefault()).thenReturn(true);
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("local.server.port", "8081")
            .withProperty("server.servlet.context-path", "/ml");

    new DemoTraining(mock(), registry, environment).start();

    assertThat(output).contains("POST http://127.0.0.1:8081/ml/predict classifies");
  }
}
