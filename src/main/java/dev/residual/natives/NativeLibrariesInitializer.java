package dev.residual.natives;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Unpacks or verifies the native libraries before the first bean is created, which may load them.
 */
class NativeLibrariesInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    NativeLibraries.prepare();
  }
}
