package dev.residual;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets the defaults of Awaitility. The timeout is so long that only a test that hangs exceeds it,
 * not one on a slow machine. What a test waits for mostly takes less than the usual poll interval.
 */
public class AwaitilityDefaults implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
  }
}
