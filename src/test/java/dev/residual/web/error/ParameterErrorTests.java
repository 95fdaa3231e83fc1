package dev.residual.web.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Parameters, files in their place, and cursors of pages. */
class ParameterErrorTests extends ErrorResponses {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "/cars/abc | id | must be a UUID, was `abc`",
        CAR + "?top=abc | top | must be a whole number, was `abc`",
        CAR + "?top=11 | top | must be less than or equal to 10, was 11",
        CAR + "/sheet | colour | must be given",
        CAR + "/sheet?colour=BLUE | colour | must be one of RED, GREEN, was `BLUE`",
        "/cars?limit=0 | limit | must be between 1 and 100, was 0",
        "/cars?limit=101 | limit | must be between 1 and 100, was 101",
        "/cars?limit=0x10 | limit | must be a whole number, was `0x10`",
        "/cars?limit=%2310 | limit | must be a whole number, was `#10`",
        "/cars?limit=1%200 | limit | must be a whole number, was `1 0`",
        "/cars?limit=\u0661\u0662 | limit | must be a whole number, was `\u0661\u0662`",
        "/cars?limit=2&limit=3 | limit | must be given once, was given 2 times",
        "/cars?cursor=abc | cursor | must be the nextCursor of an earlier page, was `abc`",
        "/cars?cursor=%C3%A4 | cursor | must be the nextCursor of an earlier page, was `ä`",
        "/violated | cylinders | must be between 1 and 12, was 13",
      })
  void invalidParameterIsNamedWithItsValue(String uri, String field, String message) {
    assertRefused(
        http.get().uri(java.net.URI.create(uri)).exchange(), field, message.replace('`', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sender", "top", "colour"})
  void fileInPlaceOfAParameterIsRefused(String name) {
    byte[] file = {1};
    String message = "must be a value in the query, was a file";

    assertRefused(
        http.post().uri("/deliveries").multipart().file(name, file).exchange(), name, message);
    assertRefused(
        http.post().uri("/deliveries").multipart().file(name, file).file(name, file).exchange(),
        name,
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+1000000000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-0001-12-31T00:00:00Z"})
  void cursorWithATimeOutsideOfTheDatabasesRangeIsRefused(String time) {
    String forged =
        Base64.getUrlEncoder().encodeToString((time + " " + new UUID(0, 1)).getBytes(UTF_8));

    assertRefused(
        http.get().uri("/cars?cursor=" + forged).exchange(),
        "cursor",
        "must be the nextCursor of an earlier page, was \"" + forged + "\"");
  }

  @Test
  void pagesLinkToTheNextOne() {
    MvcTestResult first = http.get().uri("/cars").exchange();
    assertThat(first).bodyJson().extractingPath("$.items.length()").isEqualTo(20);
    String cursor = read(first, "$.nextCursor");

    MvcTestResult last = http.get().uri("/cars?cursor=" + cursor).exchange();

    assertThat(last).bodyJson().extractingPath("$.items.length()").isEqualTo(10);
    assertThat(last).bodyJson().extractingPath("$.items[0]").isEqualTo("" + new UUID(0, 20));
    assertThat(last).bodyJson().extractingPath("$.nextCursor").isNull();
  }
}
