package dev.residual.web.request;

import dev.residual.web.ClientConnection;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Guards the web server against slow clients. Adds to each request an attribute that tells whether
 * its client has disconnected.
 *
 * <p>When the service stops, it soon stops waiting for clients, because the web server would wait
 * for their requests to end.
 */
@Component
@EnableConfigurationProperties(TransferSettings.class)
class ConnectionGuard
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, SmartLifecycle {

  /** How long a stopping service lets clients send and take what they have begun. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);

  private final SlowClients slowClients;
  private volatile boolean running;

  ConnectionGuard(TransferSettings settings) {
    slowClients = new SlowClients(settings, System::nanoTime);
  }

  SlowClients slowClients() {
    return slowClients;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(GuardedHttpProtocol.class.getName());
    factory.addContextValves(new ConnectionValve());
    factory.addConnectorCustomizers(
        connector -> {
          if (connector.getProtocolHandler() instanceof GuardedHttpProtocol protocol) {
            protocol.limit(slowClients);
          }
        });
  }

  @Override
  public void start() {
    running = true;
    slowClients.start();
  }

  /** Begins in the first phase, before the web server waits for open requests. */
  @Override
  public void stop() {
    running = false;
    CompletableFuture.delayedExecutor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!running) {
                slowClients.stop();
              }
            });
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private static class ConnectionValve extends ValveBase {

    ConnectionValve() {
      super(true); // supports asynchronous requests, as event streams are
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      ClientConnection connection = GuardedHttpProtocol.connection(request.getCoyoteRequest());
      if (connection != null) {
        request.setAttribute(ClientConnection.ATTRIBUTE, connection);
      }
      getNext().invoke(request, response);
    }
  }
}
