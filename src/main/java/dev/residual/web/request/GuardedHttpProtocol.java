package dev.residual.web.request;

import dev.residual.web.ClientConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol, extended to limit how many threads wait for slow clients and how
 * long, to tell whether a client has disconnected, and to survive that no thread can be started. It
 * is public because Tomcat instantiates it by name.
 */
public class GuardedHttpProtocol extends Http11NioProtocol {

  /** One of the notes that Tomcat leaves to others. It survives the recycling of a request. */
  private static final int NOTE = 17;

  private final GuardedEndpoint endpoint;
  private @Nullable SlowClients slowClients;

  /** Called by Tomcat. */
  public GuardedHttpProtocol() {
    this(new GuardedEndpoint());
  }

  private GuardedHttpProtocol(GuardedEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  /** Limits the connections that are accepted from now on. */
  void limit(SlowClients limits) {
    slowClients = limits;
    endpoint.limit(limits);
  }

  @Override
  protected Processor createProcessor() {
    return new GuardedProcessor(this, getAdapter());
  }

  /** Returns the request's connection, or null if it came by another protocol such as HTTP/2. */
  static @Nullable ClientConnection connection(Request request) {
    return request.getNote(NOTE) instanceof GuardedProcessor processor
        ? new SocketConnection(processor.socket())
        : null;
  }

  private static class GuardedProcessor extends Http11Processor {

    /** What Tomcat returns as the start of a request of which no byte has come. */
    private static final long NOT_STARTED = -1;

    private final @Nullable TransferSettings settings;

    GuardedProcessor(GuardedHttpProtocol protocol, Adapter adapter) {
      super(protocol, adapter);
      request.setNote(NOTE, this);
      SlowClients limits = protocol.slowClients;
      settings = limits == null ? null : limits.settings();
      if (settings != null) {
        request.setInputBuffer(new RequestBodyBuffer(request, settings));
      }
    }

    /** Goes on to read a head, and then handles its request and those that have come with it. */
    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      if (isHeadTooSlow()) {
        return SocketState.CLOSED;
      }
      if (socket instanceof GuardedSocket guarded) {
        guarded.serve(request);
      }
      return super.service(socket);
    }

    /** Tells whether a part of a head came too long ago. No thread waits for the rest of it. */
    private boolean isHeadTooSlow() {
      long start = request.getStartTimeNanos();
      return settings != null
          && start != NOT_STARTED
          && System.nanoTime() - start > settings.nanos(0);
    }

    SocketWrapperBase<?> socket() {
      return getSocketWrapper();
    }
  }

  /** The socket of a request. Unlike the processor, it serves no other client later. */
  private record SocketConnection(SocketWrapperBase<?> socket) implements ClientConnection {

    /**
     * Reads into the socket's own buffer if that is empty. ActionCode.AVAILABLE also reads, but
     * into the processor's buffer, where it would overwrite a next request that came with this
     * body.
     */
    @Override
    public boolean isGone() {
      try {
        socket.isReadyForRead();
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void setWriteTimeout(Duration timeout) {
      socket.setWriteTimeout(timeout.toMillis());
    }

    @Override
    public Lock lock() {
      return socket.getLock();
    }
  }
}
