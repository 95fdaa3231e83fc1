package dev.residual.web.request;

import dev.residual.web.ClientConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.TaskThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol, extended to tell whether a client has disconnected, to limit the time
 * for bodies, and to survive that no thread can be started. It is public because Tomcat
 * instantiates it by name.
 */
public class DisconnectAwareProtocol extends Http11NioProtocol {

  /** One of the notes that Tomcat leaves to others. It survives the recycling of a request. */
  private static final int NOTE = 17;

  /**
   * Limits on slow bodies, for all connections.
   *
   * @param waiting permits for the threads that wait for bodies
   */
  record SlowBodies(SlowBodySettings settings, Semaphore waiting) {}

  private @Nullable SlowBodies slowBodies;

  /** Called by Tomcat. */
  public DisconnectAwareProtocol() {
    super(new Endpoint());
  }

  /** Limits the bodies of connections that are accepted from now on. */
  void limit(SlowBodies limits) {
    slowBodies = limits;
  }

  @Override
  protected Processor createProcessor() {
    return new WatchedProcessor(this, getAdapter());
  }

  /** Returns the request's connection, or null if it came by another protocol such as HTTP/2. */
  static @Nullable ClientConnection connection(Request request) {
    return request.getNote(NOTE) instanceof WatchedProcessor processor
        ? new SocketConnection(processor.socket())
        : null;
  }

  private static class Endpoint extends NioEndpoint {

    @Override
    public void createExecutor() {
      setExecutor(
          new RequestThreads(
              getMinSpareThreads(),
              getMaxThreads(),
              getThreadsMaxIdleTime(),
              new TaskQueue(getMaxQueueSize()),
              new TaskThreadFactory(getName() + "-exec-", getDaemon(), getThreadPriority())));
      internalExecutor = true; // it is shut down with this endpoint
    }
  }

  private static class WatchedProcessor extends Http11Processor {

    WatchedProcessor(DisconnectAwareProtocol protocol, Adapter adapter) {
      super(protocol, adapter);
      request.setNote(NOTE, this);
      SlowBodies limits = protocol.slowBodies;
      if (limits != null) {
        request.setInputBuffer(
            new TimedInputBuffer(
                request, this::getSocketWrapper, limits.settings(), limits.waiting()));
      }
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
