package dev.residual.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.SettableClock;
import dev.residual.access.Limits;
import dev.residual.web.Client;
import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.ModelAndView;

/** Tests who gets past the filter, and when; the clock is the test's. */
class PredictionLimitFilterTests {

  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";
  private static final int PER_SECOND = 10;

  private final SettableClock clock = new SettableClock();
  private final ImageBuckets buckets = new ImageBuckets(clock);
  private final List<Problem> refused = new ArrayList<>();
  private PredictionLimits limits;

  @AfterEach
  void resetRequest() {
    RequestContextHolder.resetRequestAttributes();
  }

  @Test
  void clientHasAsManyRequestsAtTheSameTimeAsItsLimitAllows() throws Exception {
    limit(null, 2);

    post(HERE, () -> post(HERE, () -> post(HERE, () -> post(THERE, () -> {}))));

    assertThat(refused)
        .extracting(problem -> problem.getBody().getProperties().get("code"))
        .containsExactly("too-many-predictions");
    assertThat(refused.get(0).getStatusCode().value()).isEqualTo(429);
    assertThat(refused.get(0).getHeaders().getFirst("Retry-After")).isEqualTo("1");
  }

  @Test
  void changedLimitHoldsFromTheNextRequestOnAndWhatIsSpentStaysSpent() {
    buckets.of(HERE, 100).tryConsume(90);

    assertThat(buckets.of(HERE, 1).getAvailableTokens()).isEqualTo(10);
    clock.advance(Duration.ofSeconds(5));
    assertThat(buckets.of(HERE, 1).getAvailableTokens()).isEqualTo(15);
    clock.advance(Duration.ofMinutes(5));
    assertThat(buckets.of(HERE, 1).getAvailableTokens()).isEqualTo(ImageBuckets.LARGEST_REQUEST);
    assertThat(buckets.of(HERE, 1000).getAvailableTokens()).isEqualTo(ImageBuckets.LARGEST_REQUEST);
    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.of(HERE, 1000).getAvailableTokens()).isEqualTo(1000);
  }

  @Test
  void placeIsFreeAgainAfterEveryEnd() throws Exception {
    limit(null, 1);

    post(HERE, () -> {});
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                post(
                    HERE,
                    () -> {
                      throw new IllegalStateException("a bug");
                    }));
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                post(
                    HERE,
                    () -> {
                      throw new OutOfMemoryError();
                    }));
    post(HERE, () -> {});

    assertThat(refused).isEmpty();
    assertThat(limits.clients()).isZero();
  }

  @Test
  void clientsWithoutAKeyAreToldApartByTheirAddresses() throws Exception {
    limit(PER_SECOND, null);

    post(HERE, () -> ImageQuota.spend(64));
    post(HERE, () -> ImageQuota.spend(1));
    post(THERE, () -> ImageQuota.spend(64));

    assertThat(refused).hasSize(1);
  }

  @Test
  void imagesComeBackWithTime() throws Exception {
    limit(PER_SECOND, null);
    post(HERE, () -> ImageQuota.spend(64));

    clock.advance(Duration.ofMillis(99));
    assertThat(post(HERE, () -> {}).getHeader("RateLimit")).isEqualTo("\"images\";r=0;t=1");
    assertThat(refused).hasSize(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(post(HERE, () -> {}).getHeader("RateLimit")).isEqualTo("\"images\";r=1;t=1");
    clock.advance(Duration.ofDays(1));
    assertThat(post(HERE, () -> {}).getHeader("RateLimit")).isEqualTo("\"images\";r=64");
    assertThat(refused).hasSize(1);
  }

  @Test
  void largestRequestPassesUnderTheLowestLimit() throws Exception {
    limit(1, null);
    post(HERE, () -> ImageQuota.spend(ImageBuckets.LARGEST_REQUEST));

    clock.advance(Duration.ofSeconds(ImageBuckets.LARGEST_REQUEST));
    MockHttpServletResponse answer =
        post(HERE, () -> ImageQuota.spend(ImageBuckets.LARGEST_REQUEST));

    assertThat(refused).isEmpty();
    assertThat(answer.getHeader("RateLimit-Policy"))
        .isEqualTo("\"images\";q=64;w=64;qu=\"images\"");
  }

  @Test
  void unlimitedClientsGetNoHeaders() throws Exception {
    limit(null, null);

    MockHttpServletResponse answer = post(HERE, () -> ImageQuota.spend(1_000_000));

    assertThat(refused).isEmpty();
    assertThat(answer.getHeaderNames()).isEmpty();
  }

  @Test
  void otherRequestsAreNotLimited() throws Exception {
    limit(1, 1);
    post(HERE, () -> ImageQuota.spend(64));

    for (String path : List.of("/jobs", "/predict/x", "/v2/models/default/ready")) {
      send("POST", path, HERE, () -> {});
    }
    send("GET", "/predict", HERE, () -> {});
    assertThat(refused).isEmpty();

    for (String path : List.of("/v2/models/a/infer", "/v2/models/a/versions/b/infer")) {
      send("POST", path, HERE, () -> {});
    }
    assertThat(refused).hasSize(2);
  }

  @Test
  void bucketsOfClientsThatSendNothingAreForgotten() {
    for (int i = 0; i <= ImageBuckets.MAX_CLIENTS; i++) {
      buckets.of("client " + i, 1).tryConsume(64);
      buckets.of("frequent", 1);
    }

    assertThat(buckets.of("frequent", 1).tryConsume(64)).isTrue();
    assertThat(buckets.of("client " + ImageBuckets.MAX_CLIENTS, 1).tryConsume(1)).isFalse();
    assertThat(buckets.of("client 0", 1).tryConsume(64)).isTrue();
  }

  private void limit(@Nullable Integer imagesPerSecond, @Nullable Integer predictions) {
    limits =
        new PredictionLimits(
            LimitBeans.defaults(new Limits(imagesPerSecond, predictions, null, null, null)),
            buckets);
  }

  private interface Handling {
    void run() throws Exception;
  }

  private MockHttpServletResponse post(String address, Handling handling) throws Exception {
    return send("POST", "/predict", address, handling);
  }

  /** Handles a request; a problem that its handling throws is answered as in the service. */
  private MockHttpServletResponse send(
      String method, String path, String address, Handling handling) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    MockHttpServletResponse response = new MockHttpServletResponse();
    request.setRemoteAddr(address);
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request, response));
    assertThat(Client.ofThisRequest()).isEqualTo(address);
    FilterChain chain =
        (passed, answer) -> {
          try {
            handling.run();
          } catch (Problem e) {
            refused.add(e);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        };
    new PredictionLimitFilter(
            limits,
            (asked, answer, handler, problem) -> {
              refused.add((Problem) problem);
              return new ModelAndView();
            })
        .doFilter(request, response, chain);
    return response;
  }
}
