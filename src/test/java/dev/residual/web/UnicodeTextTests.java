package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeTextTests {

  private static final String BOOT = "\uD83D\uDC62";

  @Test
  void pairsAreWellFormed() {
    assertThat(UnicodeText.isWellFormed("boot " + BOOT + BOOT)).isTrue();
    assertThat(UnicodeText.wellFormed("boot " + BOOT)).isEqualTo("boot " + BOOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "\uDC62", "\uDC62\uD83D", "a\uD83Db", "\uD83D\uD83D\uDC62"})
  void halfPairsAreIllFormedAndReplaced(String text) {
    assertThat(UnicodeText.isWellFormed(text)).isFalse();
    assertThat(UnicodeText.isWellFormed(UnicodeText.wellFormed(text))).isTrue();
    assertThat(UnicodeText.wellFormed(text)).hasSameSizeAs(text).contains("\uFFFD");
  }

  @Test
  void textsAreCutBetweenCodePoints() {
    assertThat(UnicodeText.shortened("ab" + BOOT, 3)).isEqualTo("ab...");
    assertThat(UnicodeText.shortened("ab" + BOOT + "c", 4)).isEqualTo("ab" + BOOT + "...");
    assertThat(UnicodeText.shortened("ab" + BOOT, 4)).isEqualTo("ab" + BOOT);
  }

  @Test
  void shownValuesAreWellFormed() {
    assertThat(TypeDescriptions.shown("x".repeat(99) + BOOT))
        .isEqualTo('"' + "x".repeat(99) + "...\"");
    assertThat(TypeDescriptions.shown("\uD83D")).isEqualTo("\"\uFFFD\"");
  }
}
