package dev.residual.web.request;

import dev.residual.web.ClientConnection;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Adds to each request an attribute that tells whether its client has disconnected. */
@Component
class DisconnectDetection implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(DisconnectAwareProtocol.class.getName());
    factory.addContextValves(new ConnectionValve());
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
