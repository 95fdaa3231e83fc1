package dev.residual.ui;

import dev.residual.cluster.NodeRole;
import dev.residual.cluster.NodeSettings;
import jakarta.servlet.ServletContext;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Logs the service's addresses when it is ready. */
@Component
class AddressLog {

  private static final Logger log = LoggerFactory.getLogger(AddressLog.class);
  private static final String SWAGGER_UI = "/swagger-ui.html";

  private final Environment environment;
  private final ServerProperties server;
  private final ServletContext servlets;
  private final NodeRole role;

  AddressLog(
      Environment environment,
      ServerProperties server,
      ServletContext servlets,
      NodeSettings settings) {
    this.environment = environment;
    this.server = server;
    this.servlets = servlets;
    role = settings.role();
  }

  @EventListener(ApplicationReadyEvent.class)
  void logAddresses() {
    if (role.answers()) {
      log.info(
          "Residual is ready: POST {}/jobs trains a model, {}/ is the web page, {}{} documents all"
              + " endpoints",
          url(),
          url(),
          url(),
          SWAGGER_UI);
    } else {
      log.info("Residual is ready: a worker, {}/actuator/health shows its health", url());
    }
  }

  private String url() {
    String address = environment.getProperty("server.address", "localhost");
    return String.format(
        Locale.ROOT,
        "%s://%s:%s%s",
        Ssl.isEnabled(server.getSsl()) ? "https" : "http",
        address.contains(":") ? "[" + address + "]" : address,
        environment.getProperty("local.server.port"),
        servlets.getContextPath());
  }
}
