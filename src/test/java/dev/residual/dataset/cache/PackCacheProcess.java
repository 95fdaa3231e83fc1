package dev.residual.dataset.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.storage.FileDigests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.util.unit.DataSize;

/** Another process of the node, which opens a pack and keeps it open until it is killed. */
final class PackCacheProcess implements AutoCloseable {

  static final String FETCHING = "fetching";
  static final String OPEN = "open";

  private final Process process;
  private final BufferedReader out;

  /** Starts the process. It fetches the pack once {@link #go} is called. */
  PackCacheProcess(Path cache, Path store, String key) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PackCacheProcess.class.getName(),
                cache.toString(),
                store.toString(),
                key)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(UTF_8);
  }

  /** Waits until the process has reached a state. */
  void await(String state) throws IOException {
    String line = out.readLine();
    while (line != null && !line.equals(state)) {
      line = out.readLine(); // a line of the log
    }
    if (line == null) {
      throw new AssertionError("the process has ended");
    }
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) throws IOException {
    Path store = Path.of(arguments[1]);
    String key = arguments[2];
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    RemoteStore remote =
        new RemoteStore(store) {
          @Override
          public void copy(String key, Path directory) throws IOException {
            super.copy(key, directory);
            System.out.println(FETCHING);
            in.readLine();
          }
        };
    PackCache cache =
        new PackCache(
            new PackCacheSettings(Path.of(arguments[0]), DataSize.ofGigabytes(1)),
            remote,
            new FileDigests(Clock.systemUTC()),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    Pack pack = cache.open(key, PackManifest.read(store.resolve(key)));
    System.out.println(OPEN);
    in.readLine();
    Reference.reachabilityFence(pack);
  }
}
