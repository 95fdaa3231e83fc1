package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service with a context path behind a proxy that is trusted, and pages of another site. */
@WebServerTest
@Import(ProxiedServerTests.Links.class)
@TestPropertySource(
    properties = {
      "server.servlet.context-path=/ml",
      "server.forward-headers-strategy=framework",
      "residual.web.cors.origins=https://app.example.com"
    })
class ProxiedServerTests {

  @TestConfiguration(proxyBeanMethods = false)
  @RestController
  static class Links {

    @PostMapping("/links")
    ResponseEntity<Map<String, Link>> links() {
      Link link = new Link("/jobs/7");
      return ResponseEntity.created(link.uri()).body(Map.of("self", link));
    }
  }

  private static final String PREFIX = "X-Forwarded-Prefix";
  private static final String ORIGIN = "https://app.example.com";

  @LocalServerPort int port;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void linksHaveTheContextPath() throws Exception {
    HttpResponse<String> answer = send(post("/ml/links"));

    assertThat(answer.headers().firstValue("Location")).contains("/ml/jobs/7");
    assertThat(answer.body()).isEqualTo("{\"self\":\"/ml/jobs/7\"}");
  }

  @Test
  void linksHaveTheForwardedPrefix() throws Exception {
    HttpResponse<String> answer = send(post("/ml/links").header(PREFIX, "/public"));

    assertThat(answer.headers().firstValue("Location")).contains("/public/jobs/7");
    assertThat(answer.body()).isEqualTo("{\"self\":\"/public/jobs/7\"}");
  }

  @Test
  void webPageFindsItsFilesAndTheServiceUnderThePrefix() throws Exception {
    String page = send(get("/ml/ui/jobs").header(PREFIX, "/public")).body();

    assertThat(page).contains("<base href=\"/public/\">", " src=\"/public/assets/");
    assertThat(send(get("/ml/ui/jobs")).body()).contains("<base href=\"/ml/\">");
    assertThat(send(get("/ml/").header(PREFIX, "/<script>\"x\"")).body())
        .doesNotContain("<script>\"x");
  }

  @Test
  void redirectsAndSwaggerUiHaveThePrefix() throws Exception {
    assertThat(location(get("/ml/swagger-ui.html"))).isEqualTo("/ml/swagger-ui/index.html");
    assertThat(location(get("/ml/swagger-ui.html").header(PREFIX, "/public")))
        .isEqualTo("/public/swagger-ui/index.html");
    String settings = send(get("/ml/v3/api-docs/swagger-config").header(PREFIX, "/public")).body();
    assertThat(JsonPath.<String>read(settings, "$.url")).isEqualTo("/public/v3/api-docs");
    String document = send(get("/ml/v3/api-docs").header(PREFIX, "/public")).body();
    assertThat(JsonPath.<String>read(document, "$.servers[0].url")).endsWith("/public");
  }

  @Test
  void errorsNameThePathWithThePrefix() throws Exception {
    String body = send(get("/ml/cars/").header(PREFIX, "/public")).body();

    assertThat(JsonPath.<String>read(body, "$.instance")).isEqualTo("/public/cars/");
    assertThat(JsonPath.<String>read(body, "$.detail"))
        .startsWith("Nothing is at /public/cars/. Did you mean /public/cars?");
  }

  @Test
  void pageOfANamedOriginMayUseTheService() throws Exception {
    HttpResponse<String> asked =
        send(
            request("/ml/links")
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type, idempotency-key")
                .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> sent =
        send(post("/ml/links").header("Origin", ORIGIN).header("Sec-Fetch-Site", "cross-site"));
    HttpResponse<String> failed = send(get("/ml/nowhere").header("Origin", ORIGIN));

    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("POST", "DELETE");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type, idempotency-key");
    assertThat(sent.statusCode()).isEqualTo(201);
    assertThat(sent.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location", "Retry-After");
    for (HttpResponse<String> answer : List.of(asked, sent, failed)) {
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
    }
  }

  @Test
  void pageOfAnotherOriginMayNot() throws Exception {
    String other = "https://other.example.com";
    HttpResponse<String> asked =
        send(
            request("/ml/links")
                .header("Origin", other)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> read = send(get("/ml/cars").header("Origin", other));
    HttpResponse<String> sent =
        send(post("/ml/links").header("Origin", other).header("Sec-Fetch-Site", "cross-site"));

    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(sent.statusCode()).isEqualTo(403);
  }

  /** Otherwise a cache could give the answer for one origin to a page of another. */
  @Test
  void everyAnswerSaysThatItDependsOnTheOrigin() throws Exception {
    for (HttpRequest.Builder request :
        List.of(
            get("/ml/"),
            get("/ml/").header("Origin", ORIGIN),
            get("/ml/nowhere").header("Origin", "https://other.example.com"))) {
      assertThat(send(request).headers().allValues("Vary"))
          .anySatisfy(names -> assertThat(names).containsIgnoringCase("origin"));
    }
  }

  @Test
  void originBehindAProxyIsNotAnotherSite() throws Exception {
    HttpResponse<String> sent =
        send(
            post("/ml/links")
                .header("Origin", "https://public.example.com")
                .header("Sec-Fetch-Site", "same-origin"));

    assertThat(sent.statusCode()).isEqualTo(201);
  }

  private String location(HttpRequest.Builder request) throws Exception {
    return send(request).headers().firstValue("Location").orElseThrow();
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder post(String path) {
    return request(path).POST(BodyPublishers.noBody());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
