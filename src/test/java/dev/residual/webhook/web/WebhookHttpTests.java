package dev.residual.webhook.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import dev.residual.webhook.client.Receiver;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks as a client and a receiver see them. */
@ResidualTest
class WebhookHttpTests {

  private static final String URL = "https://8.8.8.8/hooks";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;

  private JobClient jobs;
  private Receiver receiver;

  @BeforeEach
  void startReceiver() {
    jobs = new JobClient(http, json);
    receiver = Receiver.answering(200);
  }

  @AfterEach
  void deleteAll() throws Exception {
    receiver.close();
    for (JsonNode webhook : get("/webhooks?limit=100").path("items")) {
      assertThat(send(HttpMethod.DELETE, path(webhook), null)).hasStatus(HttpStatus.NO_CONTENT);
    }
  }

  private MvcTestResult send(HttpMethod method, String path, String body) {
    var request = http.method(method).uri(path);
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).content(body);
    }
    return request.exchange();
  }

  private JsonNode get(String path) throws Exception {
    return jobs.get(path);
  }

  private MvcTestResult post(String body) {
    return send(HttpMethod.POST, "/webhooks", body.replace('\'', '"'));
  }

  private JsonNode add(String body) throws Exception {
    MvcTestResult added = post(body);
    assertThat(added).hasStatus(HttpStatus.CREATED);
    return jobs.body(added);
  }

  private JsonNode addReceiver(String events) throws Exception {
    return add(
        "{'url': '%s', 'events': [%s], 'secret': '%s'}".formatted(receiver.url(), events, SECRET));
  }

  private static String path(JsonNode webhook) {
    return webhook.path("links").path("self").asString();
  }

  @Test
  void documentDescribesTheMessagesOfEachEvent() throws Exception {
    JsonNode document = get("/v3/api-docs");
    JsonNode messages = document.path("webhooks");

    assertThat(messages.propertyNames())
        .containsExactlyInAnyOrder(
            "job.succeeded",
            "job.failed",
            "job.cancelled",
            "model.promoted",
            "dataset.ready",
            "dataset.failed");
    for (JsonNode message : messages) {
      JsonNode body =
          message.at("/post/requestBody/content").path("application/json").path("schema");
      String data = body.at("/properties/data/$ref").asString().replaceFirst(".*/", "");
      assertThat(document.path("components").path("schemas").path(data).path("properties"))
          .isNotEmpty();
    }
    String job = document.at("/components/schemas/JobEnded/properties").propertyNames().toString();
    assertThat(job).contains("id", "modelId", "failure");
  }

  @Test
  void secretIsShownOnce() throws Exception {
    MvcTestResult added = post("{'url': '%s'}".formatted(URL));

    JsonNode webhook = jobs.body(added);
    assertThat(added)
        .hasStatus(HttpStatus.CREATED)
        .hasHeader("Location", path(webhook))
        .hasHeader("Cache-Control", "no-store");
    assertThat(webhook.path("secret").asString()).startsWith("whsec_");
    assertThat(webhook.path("events").size()).isEqualTo(6);
    assertThat(webhook.path("status").asString()).isEqualTo("ACTIVE");
    assertThat(get(path(webhook)).has("secret")).isFalse();
    assertThat(get("/webhooks").path("items").get(0).has("secret")).isFalse();
    assertThat(get("/webhooks").toString()).doesNotContain("whsec_");
  }

  @Test
  void webhookCanBeChanged() throws Exception {
    String path = path(add("{'url': '%s', 'events': ['job.failed']}".formatted(URL)));

    MvcTestResult changed =
        send(
            HttpMethod.PATCH,
            path,
            "{\"events\": [\"model.promoted\", \"job.failed\"], \"enabled\": false}");

    assertThat(changed).hasStatusOk();
    JsonNode webhook = get(path);
    assertThat(webhook.path("status").asString()).isEqualTo("DISABLED");
    assertThat(webhook.path("events").toString()).isEqualTo("[\"job.failed\",\"model.promoted\"]");
    assertThat(webhook.path("url").asString()).isEqualTo(URL);
    assertProblem(send(HttpMethod.PATCH, path, "{}"), 400, "body");
    assertProblem(send(HttpMethod.PATCH, path, "{\"url\": \"http://8.8.8.8/\"}"), 400, "url");
    assertProblem(send(HttpMethod.PATCH, path, "{\"url\": \"https://10.0.0.1/\"}"), 422, "url");
    assertProblem(send(HttpMethod.PATCH, path, "{\"events\": []}"), 400, "events");
  }

  @Test
  void rotationShowsTheNewSecret() throws Exception {
    String path = path(add("{'url': '%s'}".formatted(URL))) + "/rotate-secret";

    MvcTestResult made = send(HttpMethod.POST, path, null);
    MvcTestResult given =
        send(HttpMethod.POST, path, "{\"secret\": \"" + SECRET + "\", \"overlapHours\": 0}");

    assertThat(made).hasStatusOk().hasHeader("Cache-Control", "no-store");
    assertThat(jobs.body(made).path("secret").asString()).startsWith("whsec_");
    assertThat(jobs.body(made).path("previousSecretUntil").isNull()).isFalse();
    assertThat(jobs.body(given).path("secret").asString()).isEqualTo(SECRET);
    assertThat(jobs.body(given).path("previousSecretUntil").isNull()).isTrue();
    assertProblem(send(HttpMethod.POST, path, "{\"overlapHours\": 169}"), 400, "overlapHours");
    assertProblem(send(HttpMethod.POST, path, "{\"secret\": \"whsec_c2hvcnQ=\"}"), 400, "secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                             | 400 | url
          {'url': null}                                                  | 400 | url
          {'url': ''}                                                    | 400 | url
          {'url': 7}                                                     | 400 | url
          {'url': 'hooks.example'}                                       | 400 | url
          {'url': 'http://8.8.8.8/'}                                     | 400 | url
          {'url': 'https://me:secret@8.8.8.8/'}                          | 400 | url
          {'url': 'https://8.8.8.8:22/'}                                 | 400 | url
          {'url': 'https://2130706433/'}                                 | 400 | url
          {'url': 'https://0x7f.0.0.1/'}                                 | 400 | url
          {'url': 'https://0177.0.0.1/'}                                 | 400 | url
          {'url': 'https://10.0.0.1/'}                                   | 422 | url
          {'url': 'https://169.254.169.254/latest/meta-data/'}           | 422 | url
          {'url': 'https://[::ffff:10.0.0.1]/'}                          | 422 | url
          {'url': 'https://[::1]/'}                                      | 422 | url
          {'url': 'https://localhost/'}                                  | 422 | url
          {'url': 'https://8.8.8.8/', 'events': []}                      | 400 | events
          {'url': 'https://8.8.8.8/', 'events': ['job.started']}         | 400 | events[0]
          {'url': 'https://8.8.8.8/', 'events': [null]}                  | 400 | events[0]
          {'url': 'https://8.8.8.8/', 'events': 'job.failed'}            | 400 | events
          {'url': 'https://8.8.8.8/', 'secret': 'short'}                 | 400 | secret
          {'url': 'https://8.8.8.8/', 'secret': 'whsec_c2hvcnQ='}        | 400 | secret
          {'url': 'https://8.8.8.8/', 'name': 'mine'}                    | 400 | name
          """)
  void otherWebhooksAreRefused(String body, int status, String field) throws Exception {
    MvcTestResult refused = post(body);

    assertProblem(refused, status, field);
    assertThat(refused.getResponse().getContentAsString()).doesNotContain("me:secret", "c2hvcnQ");
    assertThat(get("/webhooks").path("items").size()).isZero();
  }

  @Test
  void tooLongUrlIsRefused() throws Exception {
    assertProblem(post("{'url': 'https://8.8.8.8/%s'}".formatted("a".repeat(1000))), 400, "url");
  }

  private void assertProblem(MvcTestResult answer, int status, String field) throws Exception {
    String body = answer.getResponse().getContentAsString();
    assertThat(answer.getResponse().getStatus()).as(body).isEqualTo(status);
    assertThat(JsonPath.<List<String>>read(body, "$.errors[*].field")).contains(field);
  }

  @Test
  void webhookThatIsNotThereIsNamed() throws Exception {
    String none = "/webhooks/00000000-0000-0000-0000-000000000000";
    String webhook = path(add("{'url': '%s'}".formatted(URL)));

    assertCode(send(HttpMethod.GET, none, null), 404, "no-such-webhook");
    assertCode(send(HttpMethod.POST, none + "/test", null), 404, "no-such-webhook");
    assertCode(send(HttpMethod.GET, none + "/deliveries", null), 404, "no-such-webhook");
    assertCode(
        send(HttpMethod.GET, webhook + "/deliveries/" + none.substring(10), null),
        404,
        "no-such-delivery");
  }

  private void assertCode(MvcTestResult answer, int status, String code) throws Exception {
    assertThat(answer).hasStatus(status);
    assertThat(jobs.body(answer).path("code").asString()).isEqualTo(code);
  }

  @Test
  void testShowsWhetherMessagesArrive() throws Exception {
    String test = path(addReceiver("'job.failed'")) + "/test";

    JsonNode delivered = jobs.body(send(HttpMethod.POST, test, null));
    receiver.answer(500);
    JsonNode failed = jobs.body(send(HttpMethod.POST, test, null));
    receiver.close();
    JsonNode closed = jobs.body(send(HttpMethod.POST, test, null));

    assertThat(delivered.path("status").asString()).isEqualTo("DELIVERED");
    assertThat(failed.path("status").asString()).isEqualTo("FAILED");
    assertThat(failed.path("attempts").get(0).path("status").asInt()).isEqualTo(500);
    assertThat(failed.path("attempts").get(0).path("error").asString()).isEqualTo("status");
    assertThat(closed.path("attempts").get(0).path("error").asString())
        .isEqualTo("connection-failed");
    assertThat(receiver.requests().get(0).body()).contains("\"type\":\"webhook.test\"");
  }

  /** As a receiver does that knows only the secret and Standard Webhooks. */
  @Test
  void receiverCanVerifyAMessage() throws Exception {
    String path = path(addReceiver("'job.failed'"));

    send(HttpMethod.POST, path + "/test", null);

    Receiver.Request request = receiver.requests().get(0);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring(6)), "HmacSHA256"));
    String signed =
        request.id() + "." + request.headers().get("webhook-timestamp") + "." + request.body();
    assertThat(request.headers().get("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes())));
  }

  @Test
  void messageThatFailedCanBeSentAgain() throws Exception {
    String path = path(addReceiver("'job.failed'"));
    receiver.answer(500);
    JsonNode failed = jobs.body(send(HttpMethod.POST, path + "/test", null));
    String delivery = path + "/deliveries/" + failed.path("messageId").asString();
    receiver.answer(200);

    MvcTestResult again = send(HttpMethod.POST, delivery + "/redeliver", null);

    assertThat(again).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", delivery);
    await().until(() -> get(delivery).path("status").asString().equals("DELIVERED"));
    assertThat(get(path + "/deliveries?status=FAILED").path("items").size()).isZero();
    assertThat(get(path + "/deliveries").path("items").size()).isEqualTo(1);
    assertThat(receiver.requests())
        .extracting(Receiver.Request::id)
        .hasSize(2)
        .containsOnly(failed.path("messageId").asString());
  }

  @Test
  void deliveriesAreListedPageByPage() throws Exception {
    String path = path(addReceiver("'job.failed'"));
    for (int i = 0; i < 3; i++) {
      send(HttpMethod.POST, path + "/test", null);
    }

    JsonNode first = get(path + "/deliveries?limit=2");
    JsonNode second =
        get(path + "/deliveries?limit=2&cursor=" + first.path("nextCursor").asString());

    assertThat(first.path("items").size()).isEqualTo(2);
    assertThat(second.path("items").size()).isEqualTo(1);
    assertThat(second.path("nextCursor").isNull()).isTrue();
    assertCode(
        send(HttpMethod.GET, path + "/deliveries?status=LATE", null), 400, "invalid-request");
  }

  @Test
  void jobsAndAliasesAreTold() throws Exception {
    addReceiver("'job.succeeded', 'job.cancelled', 'model.promoted'");
    String cancelled = jobs.submit(JobClient.LONG);
    jobs.control(cancelled, "cancel");
    String job = jobs.submit(JobClient.QUICK);
    String model = jobs.awaitStatus(job, "SUCCEEDED").path("modelId").asString();
    send(HttpMethod.PUT, "/models/aliases/told", "{\"modelId\": \"" + model + "\"}");

    Receiver.Request end = awaitMessage("job.succeeded", job.substring(6));
    awaitMessage("job.cancelled", cancelled.substring(6));
    Receiver.Request promotion = awaitMessage("model.promoted", "told");

    assertThat(JsonPath.<String>read(end.body(), "$.data.modelId")).isEqualTo(model);
    assertThat(JsonPath.<String>read(promotion.body(), "$.data.modelId")).isEqualTo(model);
    send(HttpMethod.DELETE, "/models/aliases/told", null);
  }

  @Test
  void importsAreTold() throws Exception {
    addReceiver("'dataset.ready', 'dataset.failed'");
    upload("told", TestImages.zip(10, "cat", "dog"));
    upload("alone", TestImages.zip(10, "cat"));

    awaitMessage("dataset.ready", "\"told\"");
    Receiver.Request failed = awaitMessage("dataset.failed", "\"alone\"");

    assertThat(JsonPath.<String>read(failed.body(), "$.data.failure.code")).isEqualTo("one-class");
    send(HttpMethod.DELETE, "/datasets/told@1", null);
    send(HttpMethod.DELETE, "/datasets/alone@1", null);
  }

  private void upload(String name, byte[] archive) {
    assertThat(
            http.post()
                .uri("/datasets?name=" + name)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .content(archive)
                .exchange())
        .hasStatus(HttpStatus.ACCEPTED);
  }

  private Receiver.Request awaitMessage(String type, String text) {
    return await(type)
        .until(
            () ->
                receiver.requests().stream()
                    .filter(request -> request.body().contains("\"type\":\"" + type + "\""))
                    .filter(request -> request.body().contains(text))
                    .findFirst()
                    .orElse(null),
            request -> request != null);
  }

  /** The other receiver hangs for as long as an exchange may take, or longer. */
  @Test
  void receiverThatHangsDoesNotHoldUpOthers() throws Exception {
    try (Receiver hanging = Receiver.start(socket -> socket.getInputStream().readAllBytes())) {
      add("{'url': '%s', 'events': ['job.cancelled']}".formatted(hanging.url()));
      String good = path(addReceiver("'job.cancelled'"));
      int messages = 3;
      for (int i = 0; i < messages; i++) {
        jobs.control(jobs.submit(JobClient.LONG), "cancel");
      }

      await()
          .until(() -> get(good + "/deliveries?status=DELIVERED").path("items").size() >= messages);

      JsonNode stuck = get("/webhooks").path("items").get(1);
      assertThat(stuck.path("url").asString()).isEqualTo(hanging.url());
      assertThat(get(path(stuck) + "/deliveries?status=DELIVERED").path("items").size()).isZero();
    }
  }
}
