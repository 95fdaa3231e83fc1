package dev.residual.web.request;

import dev.residual.web.request.SlowClientException.Reason;
import dev.residual.web.request.SlowClients.Wait;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which threads wait only as {@link SlowClients} allows. All that Tomcat reads and
 * writes passes here, also what no endpoint sees: the rest of a body that nobody read, and what
 * stands between and after the chunks of one.
 */
final class GuardedSocket extends NioSocketWrapper {

  private interface Operation {
    int run() throws IOException;
  }

  private final SocketChannel channel;
  private final SlowClients slowClients;
  private final Transfer transfer = new Transfer();
  private @Nullable Request request;
  private long requestStart;
  private volatile @Nullable Wait wait;

  GuardedSocket(
      NioChannel buffers, NioEndpoint endpoint, SocketChannel channel, SlowClients slowClients) {
    super(buffers, endpoint);
    this.channel = channel;
    this.slowClients = slowClients;
  }

  /**
   * Sets the request that the connection serves. The same object is one request after the other.
   */
  void serve(Request served) {
    request = served;
  }

  @Override
  public int read(boolean block, ByteBuffer to) throws IOException {
    if (!block) { // as heads are read
      return super.read(false, to);
    }
    recogniseNextRequest();
    int read = super.read(false, to);
    if (read == 0) {
      updateLastRead(); // from which the poller counts the timeout, too
      read = await(this::endInput, () -> super.read(true, to));
    }
    transfer.addBytes(read);
    return read;
  }

  @Override
  protected void doWrite(boolean block, ByteBuffer from) throws IOException {
    if (!block) {
      super.doWrite(false, from);
      return;
    }
    recogniseNextRequest();
    int length = from.remaining();
    super.doWrite(false, from);
    if (from.hasRemaining() || getSocket().getOutboundRemaining() > 0) {
      awaitWrite(from);
    }
    transfer.addBytes(length);
  }

  private void awaitWrite(ByteBuffer from) throws IOException {
    updateLastWrite();
    try {
      await(
          this::endOutput,
          () -> {
            super.doWrite(true, from);
            return 0;
          });
    } catch (IOException e) {
      endOutput(); // or else what follows would be sent without what is missing
      throw e;
    }
  }

  private void recogniseNextRequest() {
    if (request != null && request.getStartTimeNanos() != requestStart) {
      requestStart = request.getStartTimeNanos();
      transfer.restart();
    }
  }

  private int await(Runnable wake, Operation operation) throws IOException {
    Wait begun = slowClients.begin(transfer, wake);
    try {
      wait = begun;
      return operation.run();
    } catch (SocketTimeoutException e) {
      throw new SlowClientException(Reason.TOO_SLOW);
    } finally {
      wait = null;
      slowClients.end(begun);
    }
  }

  @Override
  public long getReadTimeout() {
    return limited(super.getReadTimeout());
  }

  @Override
  public long getWriteTimeout() {
    return limited(super.getWriteTimeout());
  }

  /** The poller asks, too, and compares with the beginning of the wait. It needs no limit. */
  private long limited(long timeoutMillis) {
    Wait current = wait;
    if (current == null || !current.isOfThisThread()) {
      return timeoutMillis;
    }
    long left = current.millisLeft();
    return timeoutMillis > 0 ? Math.min(timeoutMillis, left) : left;
  }

  /** Makes a read return. The answer can still be written. */
  private void endInput() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // The connection is closed already.
    }
  }

  /** Makes a write fail, as well as all later ones. */
  private void endOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // The connection is closed already.
    }
  }
}
