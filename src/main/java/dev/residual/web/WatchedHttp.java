package dev.residual.web;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1, which tells also whether a client has gone. Public because Tomcat makes it by
 * its name.
 */
public class WatchedHttp extends Http11NioProtocol {

  /** One of those that Tomcat leaves to others; it stays when a request makes room for the next. */
  private static final int NOTE = 17;

  @Override
  protected Processor createProcessor() {
    return new WatchedProcessor(this, getAdapter());
  }

  /** What the request came by; null where it came otherwise, by HTTP/2 for example. */
  static @Nullable ClientConnection connection(Request request) {
    return (ClientConnection) request.getNote(NOTE);
  }

  private static class WatchedProcessor extends Http11Processor {

    WatchedProcessor(WatchedHttp protocol, Adapter adapter) {
      super(protocol, adapter);
      request.setNote(NOTE, (ClientConnection) this::isClosed);
    }

    /**
     * Reads into the socket's own buffer if that is empty. ActionCode.AVAILABLE, which reads too,
     * does it into the processor's, over a next request that came together with this one's body.
     */
    private boolean isClosed() {
      try {
        getSocketWrapper().isReadyForRead();
        return false;
      } catch (IOException e) {
        return true;
      }
    }
  }
}
