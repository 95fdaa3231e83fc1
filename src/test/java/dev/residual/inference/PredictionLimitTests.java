package dev.residual.inference;

import static dev.residual.inference.NoiseImages.images;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.SettableClock;
import dev.residual.access.KeyClient;
import dev.residual.access.Role;
import dev.residual.access.limit.LimitsTest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.web.Client;
import jakarta.servlet.ServletInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Tests how many images the holder of a key may send: 10 a second, and 64 at once. */
@LimitsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictionLimitTests {

  private static final String POLICY = "\"images\";q=64;w=7;qu=\"images\"";

  @Autowired private MockMvcTester http;
  @Autowired private KeyClient client;
  @Autowired private SettableClock clock;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;

  private UUID model;
  private JsonNode created;
  private String key;

  @BeforeAll
  void addModel() {
    model = new SmallModels(store, registry, http).add(1);
  }

  @AfterAll
  void removeModel() {
    assertThat(client.send(client.key(Role.ADMIN), HttpMethod.DELETE, "/models/" + model, null))
        .hasStatus(204);
  }

  @BeforeEach
  void createKey() {
    created = client.create(Role.PREDICTOR);
    key = created.path("key").asString();
  }

  @Test
  void answersSayHowManyImagesAreLeft() {
    assertThat(predict(key, 24))
        .hasStatusOk()
        .hasHeader("RateLimit-Policy", POLICY)
        .hasHeader("RateLimit", "\"images\";r=40;t=1");
    assertThat(predict(key, 65))
        .hasStatus(413)
        .hasHeader("RateLimit-Policy", POLICY)
        .hasHeader("RateLimit", "\"images\";r=40;t=1");
  }

  @Test
  void clientThatSendsMoreImagesIsToldToWait() {
    assertThat(predict(key, 64)).hasStatusOk();

    MvcTestResult refused = predict(key, 1);

    assertThat(refused)
        .hasStatus(429)
        .hasContentType("application/problem+json")
        .hasHeader("Retry-After", "1")
        .hasHeader("RateLimit-Policy", POLICY)
        .hasHeader("RateLimit", "\"images\";r=0;t=1");
    assertThat(refused.getResponse().getHeaders("RateLimit")).hasSize(1);
    assertThat(client.code(refused)).isEqualTo("rate-limited");
    assertThat(predict(client.newKey(Role.PREDICTOR), 64)).hasStatusOk();

    clock.advance(Duration.ofSeconds(1));
    assertThat(predict(key, 11)).hasStatus(429).hasHeader("Retry-After", "1");
    assertThat(predict(key, 10)).hasStatusOk();
    clock.advance(Duration.ofMillis(100));
    assertThat(predict(key, 64))
        .hasStatus(429)
        .hasHeader("Retry-After", "7")
        .hasHeader("RateLimit", "\"images\";r=1;t=7");
    clock.advance(Duration.ofSeconds(7));
    assertThat(predict(key, 64)).hasStatusOk();
  }

  @Test
  void keyMayHaveALimitOfItsOwn() {
    String fast =
        client
            .body(
                client.send(
                    client.key(Role.ADMIN),
                    HttpMethod.POST,
                    "/keys",
                    """
                    {"name": "fast", "role": "predictor", "limits": {"imagesPerSecond": 100}}
                    """))
            .path("key")
            .asString();

    assertThat(predict(fast, 64))
        .hasHeader("RateLimit-Policy", "\"images\";q=100;w=1;qu=\"images\"");
    assertThat(predict(fast, 36)).hasStatusOk();
    assertThat(predict(fast, 1)).hasStatus(429);
  }

  @Test
  void spentClientIsRefusedBeforeItsBodyIsRead() {
    predict(key, 64);

    assertThat(client.send(key, HttpMethod.POST, "/predict", "{{")).hasStatus(429);
  }

  @Test
  void protocolTellsItInItsForm() {
    predict(key, 64);

    MvcTestResult refused =
        client.send(key, HttpMethod.POST, "/v2/models/" + model + "/infer", "{}");

    assertThat(refused)
        .hasStatus(429)
        .hasContentType("application/json")
        .hasHeader("Retry-After", "1")
        .hasHeader("RateLimit", "\"images\";r=0;t=1");
    assertThat(client.body(refused).propertyNames()).containsExactly("error");
  }

  @Test
  void imagesOfTheProtocolCountToo() {
    String image =
        "{\"name\": \"image\", \"shape\": [1, 28, 28], \"datatype\": \"UINT8\", \"data\": [%s]}";
    String body = "{\"inputs\": [" + image.formatted("0" + ", 0".repeat(783)) + "]}";

    assertThat(client.send(key, HttpMethod.POST, "/v2/models/" + model + "/infer", body))
        .hasStatusOk()
        .hasHeader("RateLimit", "\"images\";r=63;t=1");
  }

  @Test
  void clientHasAsManyRequestsAtTheSameTimeAsItsLimitAllows() {
    String other = client.newKey(Role.PREDICTOR);
    List<MvcTestResult> answers = new ArrayList<>();

    MvcTestResult first =
        predictWhile(
            () ->
                answers.add(
                    predictWhile(
                        () -> {
                          answers.add(predict(key, 1));
                          answers.add(predict(other, 1));
                        })));

    assertThat(answers.get(0)).hasStatus(429).hasHeader("Retry-After", "1");
    assertThat(client.code(answers.get(0))).isEqualTo("too-many-predictions");
    assertThat(answers.get(1)).hasStatusOk();
    assertThat(answers.get(2)).hasStatusOk();
    assertThat(first).hasStatusOk();
    assertThat(predict(key, 1)).hasStatusOk();
  }

  /** Sends an image, and does something else while its bytes are on their way. */
  private MvcTestResult predictWhile(Runnable meanwhile) {
    return http.perform(
        context -> {
          MockHttpServletRequest request =
              new MockHttpServletRequest(context, "POST", "/predict") {
                @Override
                public ServletInputStream getInputStream() {
                  CompletableFuture.runAsync(meanwhile, task -> new Thread(task).start()).join();
                  return super.getInputStream();
                }
              };
          request.setParameter("model", model.toString());
          request.addHeader("X-API-Key", key);
          request.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
          request.setContent(NoiseImages.joined(images(1)));
          return request;
        });
  }

  @Test
  void refusedRoleSpendsNothing() {
    MvcTestResult refused = predict(client.newKey(Role.VIEWER), 1);

    assertThat(refused).hasStatus(403);
    assertThat(refused.getResponse().getHeader("RateLimit")).isNull();
  }

  @Test
  void imagesOfAKeyAreQueuedTogetherWhateverTheAddress() {
    assertThat(predict(key, 1).getRequest().getAttribute(Client.ATTRIBUTE))
        .isEqualTo(created.path("id").asString());
  }

  @Test
  void bucketHoldsTheLargestRequest() {
    // 64 images pass in the other tests, under a limit of 10 a second.
    assertThat(RawImages.MAX_IMAGES).isEqualTo(64);
  }

  private MvcTestResult predict(String sender, int count) {
    return http.post()
        .uri("/predict?model=" + model)
        .header("X-API-Key", sender)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(NoiseImages.joined(images(count)))
        .exchange();
  }
}
