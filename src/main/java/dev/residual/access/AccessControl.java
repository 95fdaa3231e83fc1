package dev.residual.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Decides from the settings and the address of the service whether clients need a key. */
@Component
public class AccessControl {

  private final boolean open;

  /**
   * Creates the control.
   *
   * @param address where the service listens; null if on every interface
   * @param management where a port of its own for health and metrics listens, if that is elsewhere
   * @throws OpenAccessException if everybody could use the service, and the settings do not say
   *     that this is intended
   */
  AccessControl(
      AccessSettings settings,
      @Value("${server.address:#{null}}") @Nullable InetAddress address,
      @Value("${management.server.address:#{null}}") @Nullable InetAddress management) {
    boolean serviceIsLocal = address != null && address.isLoopbackAddress();
    boolean local = serviceIsLocal && (management == null || management.isLoopbackAddress());
    open =
        switch (settings.mode()) {
          case AUTO -> local;
          case KEYS -> false;
          case OPEN -> true;
        };
    if (open && !local && !settings.allowAnonymous()) {
      throw new OpenAccessException(serviceIsLocal ? management : address);
    }
  }

  /** Returns whether nobody is asked for a key. */
  public boolean isOpen() {
    return open;
  }
}
