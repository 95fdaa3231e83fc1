package dev.residual.ui;

import dev.residual.cluster.NodeRole;
import dev.residual.cluster.NodeSettings;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.ServletContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Redirects the root path to Swagger UI, and logs the service's addresses when it is ready. */
@Hidden
@Controller
class HomeController {

  private static final Logger log = LoggerFactory.getLogger(HomeController.class);
  private static final String SWAGGER_UI = "/swagger-ui.html";

  private final Environment environment;
  private final ServletContext servlets;
  private final NodeRole role;

  HomeController(Environment environment, ServletContext servlets, NodeSettings settings) {
    this.environment = environment;
    this.servlets = servlets;
    role = settings.role();
  }

  @GetMapping("/")
  String home() {
    return "redirect:" + SWAGGER_UI;
  }

  @EventListener(ApplicationReadyEvent.class)
  void logAddresses() {
    if (role.answers()) {
      log.info(
          "Residual is ready: POST {}/jobs trains a model, {}{} documents all endpoints",
          url(),
          url(),
          SWAGGER_UI);
    } else {
      log.info("Residual is ready: a worker, {}/actuator/health shows its health", url());
    }
  }

  private String url() {
    String address = environment.getProperty("server.address", "localhost");
    return "http://%s:%s%s"
        .formatted(
            address.contains(":") ? "[" + address + "]" : address,
            environment.getProperty("local.server.port"),
            servlets.getContextPath());
  }
}
