package dev.residual.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Warns if keys can be read by everybody who can read the network. */
@Component
class ClearTextWarning {

  private static final Logger log = LoggerFactory.getLogger(ClearTextWarning.class);

  private final AccessControl access;
  private final ServerProperties server;

  ClearTextWarning(AccessControl access, ServerProperties server) {
    this.access = access;
    this.server = server;
  }

  @EventListener(ApplicationReadyEvent.class)
  void warn() {
    boolean local = server.getAddress() != null && server.getAddress().isLoopbackAddress();
    if (!access.isOpen() && !local && !Ssl.isEnabled(server.getSsl())) {
      log.warn(
          "KEYS ARE SENT IN THE CLEAR: the service listens on {} without TLS. Set"
              + " server.ssl.bundle, or let only a proxy with TLS reach it.",
          server.getAddress() == null ? "every interface" : server.getAddress().getHostAddress());
    }
  }
}
