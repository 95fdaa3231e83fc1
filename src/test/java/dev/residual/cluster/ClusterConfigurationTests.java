package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.CannotCreateTransactionException;

@ExtendWith(OutputCaptureExtension.class)
class ClusterConfigurationTests {

  @Test
  void outageIsLoggedInOneLine(CapturedOutput output) {
    ClusterConfiguration.logFailure(
        new CannotCreateTransactionException(
            "no connection", new SQLTransientConnectionException("timed out")));

    assertThat(output).contains("could not reach the database").doesNotContain("\tat ");
  }

  @Test
  void otherFailureIsLoggedWithItsStackTrace(CapturedOutput output) {
    ClusterConfiguration.logFailure(new IllegalStateException("a bug"));

    assertThat(output).contains("a bug", "\tat ");
  }
}
