package dev.residual.web.request;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.ExceptionUtils;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.TaskThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections as {@link GuardedSocket}, and answers requests by {@link RequestThreads}. */
final class GuardedEndpoint extends NioEndpoint {

  private static final Logger log = LoggerFactory.getLogger(GuardedEndpoint.class);

  private @Nullable SlowClients slowClients;

  /** Sets the limits of connections that are accepted from now on. */
  void limit(SlowClients limits) {
    slowClients = limits;
  }

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

  /** Does the same as Tomcat 11.0, which has no method of its own for the class of the sockets. */
  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    SlowClients limits = slowClients;
    if (limits == null) {
      return super.setSocketOptions(socket);
    }
    boolean isRegistered = false;
    try {
      NioChannel channel = channel();
      GuardedSocket guarded = new GuardedSocket(channel, this, socket, limits);
      channel.reset(socket, guarded);
      connections.put(socket, guarded);
      isRegistered = true;
      configure(socket, guarded);
      return true;
    } catch (Throwable e) {
      ExceptionUtils.handleThrowable(e);
      log.error("A connection could not be accepted", e);
      if (!isRegistered) {
        destroySocket(socket);
      }
      return false;
    }
  }

  private NioChannel channel() {
    NioChannel unused = getNioChannels() == null ? null : getNioChannels().pop();
    return unused != null
        ? unused
        : createChannel(
            new SocketBufferHandler(
                socketProperties.getAppReadBufSize(),
                socketProperties.getAppWriteBufSize(),
                socketProperties.getDirectBuffer()));
  }

  private void configure(SocketChannel socket, GuardedSocket guarded) throws IOException {
    socket.configureBlocking(false);
    if (getUnixDomainSocketPath() == null) {
      socketProperties.setProperties(socket.socket());
    }
    guarded.setReadTimeout(getConnectionTimeout());
    guarded.setWriteTimeout(getConnectionTimeout());
    guarded.setKeepAliveLeft(getMaxKeepAliveRequests());
    getPoller().register(guarded);
  }
}
