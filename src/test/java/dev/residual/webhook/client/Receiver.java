package dev.residual.webhook.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/** A receiver of messages on the loopback interface, which may behave badly. */
public final class Receiver implements Closeable {

  /** What it does with a connection, which is closed afterwards. */
  @FunctionalInterface
  public interface Behavior {
    void handle(Socket connection) throws IOException;
  }

  /** A request as it came over the wire; names of headers are in lower case. */
  public record Request(String line, Map<String, String> headers, String body) {

    public String id() {
      return headers.get("webhook-id");
    }
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Behavior behavior;

  private Receiver(ServerSocketFactory sockets, Behavior behavior) {
    this.behavior = behavior;
    try {
      server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    threads.execute(this::accept);
  }

  public static Receiver start(Behavior behavior) {
    return new Receiver(ServerSocketFactory.getDefault(), behavior);
  }

  static Receiver start(ServerSocketFactory sockets, Behavior behavior) {
    return new Receiver(sockets, behavior);
  }

  /** Returns a receiver that answers each request with a status. */
  public static Receiver answering(int status) {
    Receiver receiver = start(socket -> {});
    receiver.answer(status);
    return receiver;
  }

  /** Answers each request with a status from now on. */
  public void answer(int status) {
    behavior = socket -> answer(socket, "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
  }

  /** Reads requests from now on, and never answers. */
  public void hang() {
    behavior =
        socket -> {
          read(socket);
          socket.getInputStream().read(); // until the client closes the connection
        };
  }

  public void behave(Behavior other) {
    behavior = other;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> handle(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      behavior.handle(socket);
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  /** Reads a request and sends an answer. */
  public void answer(Socket socket, String answer) throws IOException {
    read(socket);
    socket.getOutputStream().write(answer.getBytes(US_ASCII));
  }

  /** Reads a request. */
  public Request read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String line = line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String[] parts = header.split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    Request request = new Request(line, headers, new String(in.readNBytes(length), UTF_8));
    requests.add(request);
    return request;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The request ended early");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(US_ASCII);
  }

  /** Returns the requests that were read, in their order. */
  public List<Request> requests() {
    return requests;
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    threads.shutdownNow();
  }
}
