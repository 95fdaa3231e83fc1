package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNameTests {

  private static final Validator VALIDATOR =
      Validation.buildDefaultValidatorFactory().getValidator();

  private record Named(@PlainName String name) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "web shop",
        "Größe 3, l'été: 50 %",
        "e\u0301",
        "東京",
        "\u05E9\u05DC\u05D5\u05DD",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
        "\uD83D\uDC69\u200D\uD83D\uDCBB",
        "<script>"
      })
  void namesInAllLanguagesAreAccepted(String name) {
    assertThat(VALIDATOR.validate(new Named(name))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, a, U+0000",
    "9, a, U+0009",
    "10, a, U+000A",
    "27, a, U+001B",
    "127, a, U+007F",
    "155, a, U+009B",
    "8238, a, U+202E",
    "8297, a, U+2069",
    "8207, a, U+200F",
    "1564, a, U+061C",
    "8232, a, U+2028",
    "32, '', visible",
    "160, '', visible",
    "8203, '', visible",
    "8288, '', visible",
    "65039, '', visible",
    "12644, '', visible",
    "10240, '', visible",
    "917601, '', visible"
  })
  void whatCannotBeSeenOrChangesTheRestIsRefused(int character, String rest, String message) {
    String name = rest + Character.toString(character) + rest;

    assertThat(VALIDATOR.validate(new Named(name)))
        .singleElement()
        .satisfies(violation -> assertThat(violation.getMessage()).contains(message));
  }

  @Test
  void keyIsNoName() {
    assertThat(VALIDATOR.validate(new Named("of rsd_abcdefgh_0123456789012345678901234567890")))
        .extracting(violation -> violation.getMessage())
        .containsExactly("must not contain a key, since names are shown to others");
  }
}
