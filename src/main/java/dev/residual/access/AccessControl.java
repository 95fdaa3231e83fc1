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
   * @throws OpenAccessException if everybody could use the service, and the settings do not say
   *     that this is intended
   */
  AccessControl(
      AccessSettings settings, @Value("${server.address:#{null}}") @Nullable InetAddress address) {
    boolean local = address != null && address.isLoopbackAddress();
    open =
        switch (settings.mode()) {
          case AUTO -> local;
          case KEYS -> false;
          case OPEN -> true;
        };
    if (open && !local && !settings.allowAnonymous()) {
      throw new OpenAccessException(address);
    }
  }

  /** Returns whether nobody is asked for a key. */
  public boolean isOpen() {
    return open;
  }
}
