package dev.residual;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets the default timeout of Awaitility. It is so long that only a test that hangs exceeds it, not
 * one on a slow machine.
 */
public class AwaitilityTimeout implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(15));
  }
}
