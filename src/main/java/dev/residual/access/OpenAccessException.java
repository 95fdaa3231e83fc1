package dev.residual.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Thrown when everybody could use a service that other machines can reach. */
class OpenAccessException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OpenAccessException(@Nullable InetAddress address) {
    super(
        "residual.access.mode is open, but the service listens on "
            + (address == null ? "every interface" : address.getHostAddress())
            + ", where other machines can reach it.");
  }
}
