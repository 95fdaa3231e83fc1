package dev.residual.web.request;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets a port of its own for health and metrics, which has a web server of its own, listen where
 * the service does, and checks the host name of its requests. A file in {@code META-INF/spring}
 * names this class. It is not annotated as a configuration, because the service itself would find
 * it too.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementHosts {

  /**
   * Without a setting it would listen on every interface. Spring Boot's own customizer is before
   * this one.
   */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<ConfigurableWebServerFactory> managementAddress(
      ManagementServerProperties management, ServerProperties server) {
    return factory -> factory.setAddress(address(management, server));
  }

  private static @Nullable InetAddress address(
      ManagementServerProperties management, ServerProperties server) {
    InetAddress own = management.getAddress();
    return own == null ? server.getAddress() : own;
  }

  @Bean
  HostFilter managementHostFilter(
      HostSettings settings,
      ManagementServerProperties management,
      ServerProperties server,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    return new HostFilter(settings, address(management, server), problems);
  }
}
