package dev.residual;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A connection to a service on which a test sends and reads what it likes, when it likes. */
final class RawConnection implements AutoCloseable {

  /** Much longer than any answer takes. A test that waits so long has failed. */
  private static final int TIMEOUT_MILLIS = 300_000;

  /** The room for bytes that are not read, for a client that soon takes no more. */
  private static final int LITTLE = 4096;

  private static final int SYSTEM_DEFAULT = 0;

  private final Socket socket = new Socket();
  private final StringBuilder unread = new StringBuilder();

  private RawConnection(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer != SYSTEM_DEFAULT) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
  }

  /** Follows a job from an event on, or from the next one if there is no such event yet. */
  static RawConnection follow(int port, String job, int lastEventId) throws IOException {
    return follow(new RawConnection(port, SYSTEM_DEFAULT), job, lastEventId);
  }

  /** Follows a job like a client that hangs: it never reads, and has room for few bytes. */
  static RawConnection followWithoutReading(int port, String job) throws IOException {
    return follow(new RawConnection(port, LITTLE), job, 0);
  }

  private static RawConnection follow(RawConnection connection, String job, int lastEventId)
      throws IOException {
    connection.send(
        "GET /jobs/%s/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: %d\r\n\r\n"
            .formatted(job, lastEventId));
    return connection;
  }

  /** Requests a path like a client that hangs: it does not read, and has room for few bytes. */
  static RawConnection getWithoutReading(int port, String path) throws IOException {
    RawConnection connection = new RawConnection(port, LITTLE);
    connection.send(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path));
    return connection;
  }

  /** Begins a request whose body has so many bytes, of which none is sent yet. */
  static RawConnection post(int port, String path, String type, int length) throws IOException {
    RawConnection connection = new RawConnection(port, SYSTEM_DEFAULT);
    connection.send(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, type, length));
    return connection;
  }

  private void send(String text) throws IOException {
    send(text.getBytes(UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a byte, and returns false if the server has closed the connection. */
  boolean trySend(int value) throws IOException {
    try {
      socket.getOutputStream().write(value);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  /** Returns whether something can be read. */
  boolean isAnswered() throws IOException {
    return socket.getInputStream().available() > 0;
  }

  /**
   * Reads until a text has come, and returns what came up to its end. The next call goes on there.
   *
   * @throws IOException if the server ends the connection before
   */
  String readUntil(String text) throws IOException {
    byte[] buffer = new byte[8192];
    int searched = 0;
    int found;
    while ((found = unread.indexOf(text, searched)) < 0) {
      searched = Math.max(0, unread.length() - text.length());
      int length = socket.getInputStream().read(buffer);
      if (length < 0) {
        throw new IOException("The connection ended before " + text + " came: " + unread);
      }
      unread.append(new String(buffer, 0, length, UTF_8));
    }
    String read = unread.substring(0, found + text.length());
    unread.delete(0, read.length());
    return read;
  }

  /** Reads what comes until the server ends or resets the connection, which may be nothing. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException e) {
      // The server closes a connection without reading the rest of the request.
    }
    return all.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
