package dev.residual.onednn;

import static org.mockito.Mockito.mockStatic;

import org.mockito.MockedStatic;

/** Makes the checks of kernels fail on this thread. */
public final class FailingChecks implements AutoCloseable {

  private final MockedStatic<ConvolutionCheck> checks;

  /**
   * Lets each check fail until this is closed.
   *
   * @param reason message of the failure
   */
  public FailingChecks(String reason) {
    checks =
        mockStatic(
            ConvolutionCheck.class,
            check -> {
              throw new OneDnnException(reason);
            });
  }

  @Override
  public void close() {
    checks.close();
  }
}
