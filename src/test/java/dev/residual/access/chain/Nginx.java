package dev.residual.access.chain;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The installed nginx with the configuration of the documentation, without TLS. */
final class Nginx implements AutoCloseable {

  private static final Path DOCUMENTATION = Path.of("docs", "security.md");

  private static final Pattern CONFIGURATION =
      Pattern.compile("```nginx\n(server \\{.*?)```", Pattern.DOTALL);

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"));

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it in front of a service on a port of this machine, or skips the test without it. */
  static Nginx start(Path folder, int service) throws IOException {
    Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
    assumeTrue(
        program != null,
        "There is no nginx, so no proxy is tested. Install one, such as Debian's nginx-light.");
    int port = freePort();
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration(port, service));
    Process process =
        new ProcessBuilder(String.valueOf(program), "-p", folder.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    Awaitility.await()
        .failFast(
            "nginx ended",
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("nginx.log")));
              }
            })
        .until(nginx::accepts);
    return nginx;
  }

  private static String configuration(int port, int service) throws IOException {
    Matcher documented = CONFIGURATION.matcher(Files.readString(DOCUMENTATION));
    if (!documented.find()) {
      throw new IllegalStateException(DOCUMENTATION + " has no configuration of nginx");
    }
    String server =
        documented
            .group(1)
            .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";")
            .replaceAll("ssl_certificate.*;", "")
            .replace("127.0.0.1:8080", "127.0.0.1:" + service);
    return """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxied;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          %s
        }
        """
        .formatted(server);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
