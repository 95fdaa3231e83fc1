package dev.residual.web.request;

import dev.residual.web.ClientConnection;
import dev.residual.web.request.DisconnectAwareProtocol.SlowBodies;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Adds to each request an attribute that tells whether its client has disconnected, and limits slow
 * bodies.
 */
@Component
@EnableConfigurationProperties(SlowBodySettings.class)
class DisconnectDetection implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final SlowBodySettings slowBodies;
  private final Semaphore waitingForBodies;

  DisconnectDetection(SlowBodySettings slowBodies) {
    this.slowBodies = slowBodies;
    waitingForBodies = new Semaphore(slowBodies.maxWaiting());
  }

  /** Returns how many threads wait for bodies. */
  int waitingForBodies() {
    return slowBodies.maxWaiting() - waitingForBodies.availablePermits();
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(DisconnectAwareProtocol.class.getName());
    factory.addContextValves(new ConnectionValve());
    factory.addConnectorCustomizers(
        connector -> {
          if (connector.getProtocolHandler() instanceof DisconnectAwareProtocol protocol) {
            protocol.limit(new SlowBodies(slowBodies, waitingForBodies));
          }
        });
  }

  private static class ConnectionValve extends ValveBase {

    ConnectionValve() {
      super(true); // supports asynchronous requests, as event streams are
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      ClientConnection connection = DisconnectAwareProtocol.connection(request.getCoyoteRequest());
      if (connection != null) {
        request.setAttribute(ClientConnection.ATTRIBUTE, connection);
      }
      getNext().invoke(request, response);
    }
  }
}
