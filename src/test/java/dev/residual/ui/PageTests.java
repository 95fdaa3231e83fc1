package dev.residual.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.web.WebServerTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebServerTest
class PageTests {

  /** What a visitor waits for. */
  private static final int MAX_BYTES_OF_A_VIEW = 150_000;

  private static final int MAX_BYTES_IN_ALL = 200_000;

  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"{}]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:from |import |import\\()'(\\.[^']+\\.js)'");

  /** The module of a view is loaded when the view is opened. */
  private static final Pattern VIEW = Pattern.compile("import\\('(\\./views/[^']+\\.js)'\\)");

  @LocalServerPort private int port;

  private final HttpClient http = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ui",
        "/ui/jobs",
        "/ui/data/pets@3",
        "/ui/jobs/compare?id=1&id=2",
        "/ui/unknown/place"
      })
  void eachAddressOfThePageHasItsDocument(String address) throws Exception {
    HttpResponse<String> page = get(address);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    assertThat(page.body()).isEqualTo(get("/").body()).contains("<base href=\"/\">");
  }

  @Test
  void documentMayLoadNothingFromOutsideAndHasNoScriptOrStyleInItself() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(header(page, "Content-Security-Policy"))
        .startsWith("default-src 'self'; img-src 'self' blob: data:;")
        .doesNotContain("unsafe");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.body())
        .doesNotContain("http://", "https://", "<style", " style=", " onclick=")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @Test
  void filesOfThePageAreThereAndMayBeKeptForGood() throws Exception {
    for (Map.Entry<URI, HttpResponse<String>> file : files().entrySet()) {
      assertThat(file.getValue().statusCode()).as("%s", file.getKey()).isEqualTo(200);
      assertThat(header(file.getValue(), "Cache-Control"))
          .isEqualTo("max-age=31536000, public, immutable");
      String etag = header(file.getValue(), "ETag");
      HttpRequest again = request(file.getKey()).header("If-None-Match", etag).build();
      assertThat(http.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
    }
  }

  @Test
  void templatesSetNoStyleThatThePolicyWouldBlock() throws Exception {
    files()
        .forEach(
            (file, answer) -> {
              if (!file.getPath().contains("/lib/")) {
                assertThat(answer.body()).as("%s", file).doesNotContain(" style=", "innerHTML");
              }
            });
  }

  @Test
  void eachViewIsSmallWhenItIsSentAndSoIsTheWholePage() throws Exception {
    Map<URI, HttpResponse<String>> files = files();
    Map<URI, Integer> sizes = new LinkedHashMap<>();
    for (URI file : files.keySet()) {
      HttpRequest request = request(file).header("Accept-Encoding", "gzip").build();
      sizes.put(file, http.send(request, BodyHandlers.ofByteArray()).body().length);
    }
    int document = get("/").body().length();
    Set<URI> start = new LinkedHashSet<>();
    files.keySet().stream()
        .filter(file -> !file.getPath().contains("/js/") || file.getPath().endsWith("/js/app.js"))
        .forEach(file -> follow(file, files, start));
    List<URI> views =
        files.keySet().stream().filter(file -> file.getPath().contains("/js/views/")).toList();

    assertThat(views).hasSizeGreaterThan(10);
    for (URI view : views) {
      Set<URI> loaded = new LinkedHashSet<>(start);
      follow(view, files, loaded);
      assertThat(document + loaded.stream().mapToInt(sizes::get).sum())
          .as("%s", view)
          .isLessThan(MAX_BYTES_OF_A_VIEW);
    }
    assertThat(document + sizes.values().stream().mapToInt(Integer::intValue).sum())
        .isLessThan(MAX_BYTES_IN_ALL);
  }

  /** Adds a file and all that it imports, except the views that it may open later. */
  private static void follow(URI file, Map<URI, HttpResponse<String>> files, Set<URI> loaded) {
    if (loaded.add(file)) {
      Matcher imports = IMPORT.matcher(VIEW.matcher(files.get(file).body()).replaceAll(""));
      while (imports.find()) {
        follow(file.resolve(imports.group(1)), files, loaded);
      }
    }
  }

  /** Returns all files that the document names, and those that its modules import. */
  private Map<URI, HttpResponse<String>> files() throws Exception {
    Map<URI, HttpResponse<String>> files = new LinkedHashMap<>();
    Deque<URI> waiting = new ArrayDeque<>();
    URI root = URI.create("http://localhost:" + port + "/");
    Matcher references = REFERENCE.matcher(get("/").body());
    while (references.find()) {
      if (references.group(1).contains("assets/")) {
        waiting.add(root.resolve(references.group(1)));
      }
    }
    while (!waiting.isEmpty()) {
      URI file = waiting.remove();
      if (!files.containsKey(file)) {
        HttpResponse<String> answer =
            http.send(request(file).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        files.put(file, answer);
        Matcher imports = IMPORT.matcher(answer.body());
        while (imports.find()) {
          waiting.add(file.resolve(imports.group(1)));
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(10);
    return files;
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://localhost:" + port + path);
    return http.send(request(address).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
