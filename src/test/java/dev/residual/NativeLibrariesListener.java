package dev.residual;

import dev.residual.natives.NativeLibraries;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Lets tests that do not start the service load the native libraries from where it does. */
public class NativeLibrariesListener implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    NativeLibraries.prepare();
  }
}
