package dev.residual.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Requests of pages of other sites, and hosts that are not those of the service. */
class OriginTests extends ErrorResponses {

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void changeFromAPageOfAnotherSiteIsRefused(String method) {
    MvcTestResult answer =
        http.method(HttpMethod.valueOf(method))
            .uri("/cars")
            .header("Sec-Fetch-Site", "cross-site")
            .exchange();

    assertProblem(answer, HttpStatus.FORBIDDEN, "cross-site");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("page of another site", "Sec-Fetch-Site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void changeFromAPageOfThisSiteIsMade(String site) {
    assertThat(
            http.post()
                .uri("/cars")
                .header("Sec-Fetch-Site", site)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"wheels\": 4}"))
        .hasStatusOk();
  }

  @Test
  void changeFromAnotherPortOrNameOfTheSiteIsRefused() {
    for (String origin : new String[] {"http://localhost:3000", "http://a.localhost", "null"}) {
      assertProblem(postOfSameSite(origin), HttpStatus.FORBIDDEN, "cross-site");
    }
    assertThat(postOfSameSite("http://localhost:8080")).hasStatusOk();
  }

  private MvcTestResult postOfSameSite(String origin) {
    return http.post()
        .uri("/cars")
        .header("Host", "localhost:8080")
        .header("Sec-Fetch-Site", "same-site")
        .header("Origin", origin)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"wheels\": 4}")
        .exchange();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example.com",
        "http://ml.example.com:8081",
        "http://other.example.com:8080",
        "https://localhost.example.com:8080",
        "null",
        "ml.example.com:8080",
        "file://",
        "nonsense of a client"
      })
  void changeFromAnotherOriginIsRefusedWithoutSecFetchSite(String origin) {
    assertProblem(postFrom(origin, "ml.example.com:8080"), HttpStatus.FORBIDDEN, "cross-site");
  }

  @ParameterizedTest
  @CsvSource({
    "http://ml.example.com:8080, ml.example.com:8080",
    "https://ML.example.com, ml.example.com",
    "https://ml.example.com, ml.example.com:443",
    "http://my_host:8080, my_host:8080",
    "http://192.168.0.7:8080, 192.168.0.7:8080",
    "http://[::1]:8080, [::1]:8080"
  })
  void changeFromTheOwnOriginIsMadeWithoutSecFetchSite(String origin, String host) {
    assertThat(postFrom(origin, host)).hasStatusOk();
  }

  private MvcTestResult postFrom(String origin, String host) {
    return http.post()
        .uri("/cars")
        .header("Origin", origin)
        .header("Host", host)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"wheels\": 4}")
        .exchange();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.net", "evil-example.com:80", "example.com", "a b", ""})
  void hostThatIsNotOfThisServiceIsRefused(String host) {
    MvcTestResult answer = http.get().uri("/cars").header("Host", host).exchange();

    assertProblem(answer, HttpStatus.FORBIDDEN, "host-not-allowed");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("residual.web.allowed-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "app.localhost",
        "127.0.0.1",
        "[::1]:8080",
        "192.168.0.7:8080",
        "ML.example.com.:8080",
        "my_host",
        "team.example.org",
        "example.org"
      })
  void hostOfThisServiceIsAnswered(String host) {
    assertThat(http.get().uri("/cars").header("Host", host)).hasStatusOk();
  }

  @Test
  void pageOfAnotherSiteMayRead() {
    assertThat(http.get().uri("/cars").header("Sec-Fetch-Site", "cross-site")).hasStatusOk();
  }
}
