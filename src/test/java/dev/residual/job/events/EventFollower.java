package dev.residual.job.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.UUID;
import java.util.function.Predicate;

/** A client that follows a job over a connection of its own, and reads when it is told to. */
final class EventFollower implements AutoCloseable {

  /** Much longer than any answer takes. A test that waits so long has failed. */
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final StringBuilder received = new StringBuilder();

  private EventFollower(int port, int receiveBuffer, String request) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress("localhost", port));
    socket.getOutputStream().write((request + "\r\n").getBytes(UTF_8));
  }

  /** Follows a job from an event on, as a browser that reconnects does. */
  static EventFollower after(int port, UUID job, int lastEventId) throws IOException {
    return send(port, "GET", job, "Last-Event-ID: " + lastEventId + "\r\n", "");
  }

  static EventFollower send(int port, String method, UUID job, String headers, String query)
      throws IOException {
    return new EventFollower(port, 0, request(method, job, headers, query));
  }

  /** Follows a job from its first event on, and has room for few bytes that it does not read. */
  static EventFollower thatReadsNothing(int port, UUID job) throws IOException {
    return new EventFollower(port, 4096, request("GET", job, "", ""));
  }

  private static String request(String method, UUID job, String headers, String query) {
    return "%s /jobs/%s/events%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s"
        .formatted(method, job, query, headers);
  }

  /** Reads until a text has come. */
  String readUntil(String text) throws IOException {
    return read(all -> all.contains(text));
  }

  /** Reads until the server ends the connection. */
  String readToEnd() throws IOException {
    return read(all -> false);
  }

  private String read(Predicate<String> enough) throws IOException {
    byte[] buffer = new byte[8192];
    while (!enough.test(received.toString())) {
      int length = socket.getInputStream().read(buffer);
      if (length < 0) {
        return received.toString();
      }
      received.append(new String(buffer, 0, length, UTF_8));
    }
    return received.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
