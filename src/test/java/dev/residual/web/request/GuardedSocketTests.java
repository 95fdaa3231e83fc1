package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Only one thread may wait, so that a wait that does not end would be noticed. */
class GuardedSocketTests {

  private final SlowClients clients =
      new SlowClients(
          new TransferSettings(Duration.ofHours(1), DataSize.ofKilobytes(1), 1, 1),
          System::nanoTime);

  private SocketChannel channel;
  private GuardedSocket socket;
  private int calls;

  @BeforeEach
  void open() throws IOException {
    channel = SocketChannel.open();
    socket = new GuardedSocket(new FailingChannel(), new NioEndpoint(), channel, clients);
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
  }

  @Test
  void errorWhileAThreadWaitsToReadEndsItsWait() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> socket.read(true, ByteBuffer.allocate(10)));

    assertThat(calls).isEqualTo(2);
    assertThat(clients.count()).isZero();
  }

  @Test
  void errorWhileAThreadWaitsToWriteEndsItsWait() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> socket.doWrite(true, ByteBuffer.allocate(10)));

    assertThat(calls).isEqualTo(2);
    assertThat(clients.count()).isZero();
  }

  @Test
  void threadThatMayNotWaitTakesNoPlace() throws IOException {
    Transfer fast = new Transfer();
    fast.addBytes(1_000_000);
    clients.begin(fast, () -> {});

    assertThatExceptionOfType(SlowClientException.class)
        .isThrownBy(() -> socket.read(true, ByteBuffer.allocate(10)));

    assertThat(calls).isOne();
    assertThat(clients.count()).isOne();
  }

  /** Has nothing to read and no room at first, and fails when a thread waits. */
  private final class FailingChannel extends NioChannel {

    FailingChannel() {
      super(new SocketBufferHandler(64, 64, false));
    }

    @Override
    public int read(ByteBuffer to) {
      return zeroOnce();
    }

    @Override
    public int write(ByteBuffer from) {
      return zeroOnce();
    }

    private int zeroOnce() {
      calls++;
      if (calls > 1) {
        assertThat(clients.count()).isOne();
        throw new OutOfMemoryError("in a test");
      }
      return 0;
    }
  }
}
