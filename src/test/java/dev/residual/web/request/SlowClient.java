package dev.residual.web.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends a part of a request, and reads only when it is told to. */
final class SlowClient implements AutoCloseable {

  /** Much longer than any answer takes. A test that waits so long has failed. */
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();

  SlowClient(int port, String request) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    send(request);
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** Sends a text, unless the server has closed the connection and said nothing. */
  boolean isClosedAfter(String text) throws IOException {
    try {
      send(text);
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  /** Returns the protocol and the status. */
  String status() throws IOException {
    return new String(socket.getInputStream().readNBytes(12), US_ASCII);
  }

  /** Reads until the server closes the connection. */
  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  /** Reads until the server closes or resets the connection, and returns the number of bytes. */
  long countToEnd() throws IOException {
    long count = 0;
    byte[] buffer = new byte[65_536];
    try {
      for (int read; (read = socket.getInputStream().read(buffer)) >= 0; ) {
        count += read;
      }
    } catch (SocketException e) {
      // The server closes the connection without reading the rest of the request.
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
