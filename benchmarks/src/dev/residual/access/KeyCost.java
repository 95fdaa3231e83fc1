package dev.residual.access;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the processor time that the security filters take for a prediction, in a service that
 * asks nobody for a key and in one with 10,000 keys, in turns in one process. So both run the same
 * compiled code, and what the network takes does not hide the difference.
 */
final class KeyCost {

  private static final int KEYS = 10_000;
  private static final int REQUESTS = 10_000;
  private static final int WARMUP = 30;
  private static final int ROUNDS = 60;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private KeyCost() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("keys");
    try (ConfigurableApplicationContext open = OpenAndGuarded.start(folder.resolve("open"), "open");
        ConfigurableApplicationContext asking = OpenAndGuarded.start(folder.resolve("keys"), "keys")) {
      List<String> keys = makeKeys(asking, folder.resolve("keys/admin.key"));
      double[] without = new double[ROUNDS];
      double[] with = new double[ROUNDS];
      for (int round = -WARMUP; round < ROUNDS; round++) {
        double first = micros(open, List.of(), round);
        double second = micros(asking, keys, round);
        if (round >= 0) {
          without[round] = first;
          with[round] = second;
        }
      }
      double[] more = new double[ROUNDS];
      Arrays.setAll(more, round -> with[round] - without[round]);
      print("without keys", without);
      print(KEYS + " keys", with);
      print("difference", more);
    }
  }

  private static List<String> makeKeys(ConfigurableApplicationContext service, Path adminKey)
      throws IOException, InterruptedException {
    String admin = Files.readString(adminKey).strip();
    URI uri =
        URI.create(
            "http://127.0.0.1:%s/keys"
                .formatted(service.getEnvironment().getProperty("local.server.port")));
    HttpClient client = HttpClient.newHttpClient();
    List<String> keys = new ArrayList<>();
    for (int number = 0; number < KEYS; number++) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer " + admin)
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"name\": \"%d\", \"role\": \"predictor\"}".formatted(number)))
              .build();
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      keys.add(new JsonMapper().readTree(answer).get("key").asString());
    }
    return keys;
  }

  /** Returns the mean microseconds of a request, each with another one of the keys. */
  private static double micros(
      ConfigurableApplicationContext service, List<String> keys, int seed) throws Exception {
    Filter filters = (Filter) service.getBean("springSecurityFilterChain");
    FilterChain end = (request, response) -> {};
    Random random = new Random(seed);
    long nanos = 0;
    for (int number = 0; number < REQUESTS; number++) {
      MockHttpServletRequest request = new MockHttpServletRequest("POST", "/predict");
      request.setRemoteAddr("127.0.0.1");
      request.addHeader("Host", "127.0.0.1:8080");
      if (!keys.isEmpty()) {
        request.addHeader("Authorization", "Bearer " + keys.get(random.nextInt(keys.size())));
      }
      MockHttpServletResponse response = new MockHttpServletResponse();
      long before = THREADS.getCurrentThreadCpuTime();
      filters.doFilter(request, response, end);
      nanos += THREADS.getCurrentThreadCpuTime() - before;
      if (response.getStatus() != 200) {
        throw new IllegalStateException("The answer was " + response.getStatus());
      }
    }
    return nanos / 1e3 / REQUESTS;
  }

  private static void print(String name, double[] micros) {
    double[] sorted = micros.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.1f us a request (%.1f to %.1f), n = %d rounds of %d%n",
        name,
        sorted[ROUNDS / 2],
        sorted[ROUNDS / 10],
        sorted[ROUNDS * 9 / 10],
        ROUNDS,
        REQUESTS);
  }
}
