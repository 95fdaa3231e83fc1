package dev.residual.web.request;

import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Checks the host name of requests on a port of its own for health and metrics, which has a web
 * server of its own. A file in {@code META-INF/spring} names this class. It is not annotated as a
 * configuration, because the service itself would find it too.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementHosts {

  @Bean
  HostFilter managementHostFilter(
      HostSettings settings,
      ManagementServerProperties management,
      ServerProperties server,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    InetAddress own = management.getAddress();
    return new HostFilter(settings, own == null ? server.getAddress() : own, problems);
  }
}
