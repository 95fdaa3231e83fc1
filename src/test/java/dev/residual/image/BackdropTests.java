package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackdropTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  @Test
  void darkInkOnTransparentIsInverted() {
    Drawing ink = Drawing.of(28, 28, 0).rectangle(8, 8, 12, 12, 180);

    byte[] image = exact(ink.alphaOf(0), Polarity.AUTO);

    assertThat(image).isEqualTo(ink.opaque().values());
  }

  @Test
  void lightInkOnTransparentIsUnchanged() {
    Drawing ink = Drawing.of(28, 28, 0).rectangle(8, 8, 12, 12, 180);

    assertThat(exact(ink.alphaOf(255), Polarity.AUTO)).isEqualTo(ink.opaque().values());
  }

  @Test
  void transparentIsBlackIfPolarityIsAsIs() {
    Drawing ink = Drawing.of(28, 28, 0).rectangle(8, 8, 12, 12, 180);

    assertThat(exact(ink.alphaOf(0), Polarity.AS_IS)).isEqualTo(new byte[784]);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 100, 160})
  void lightRimTellsThatTheGarmentLayOnLight(int garment) {
    DecodedImage cutOut =
        Drawing.of(28, 28, 0)
            .rectangle(6, 6, 16, 16, garment + 60)
            .rectangle(7, 7, 14, 14, garment)
            .withAlpha(Drawing.of(28, 28, 0).rectangle(6, 6, 16, 16, 255));

    assertThat(Backdrop.of(cutOut)).isEqualTo(Backdrop.WHITE);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 150, 220})
  void darkRimTellsThatTheGarmentLayOnDark(int garment) {
    DecodedImage cutOut =
        Drawing.of(28, 28, 0)
            .rectangle(6, 6, 16, 16, garment - 60)
            .rectangle(7, 7, 14, 14, garment)
            .withAlpha(Drawing.of(28, 28, 0).rectangle(6, 6, 16, 16, 255));

    assertThat(Backdrop.of(cutOut)).isEqualTo(Backdrop.BLACK);
  }

  @Test
  void visibleBorderDecides() {
    Drawing hole = Drawing.of(28, 28, 255).rectangle(10, 10, 8, 8, 0);

    assertThat(Backdrop.of(Drawing.of(28, 28, 240).withAlpha(hole))).isEqualTo(Backdrop.WHITE);
    assertThat(Backdrop.of(Drawing.of(28, 28, 15).withAlpha(hole))).isEqualTo(Backdrop.BLACK);
  }

  @Test
  void imageWithoutInkIsBlack() {
    DecodedImage nothing = Drawing.of(28, 28, 0).alphaOf(200);

    assertThat(exact(nothing, Polarity.AUTO)).isEqualTo(new byte[784]);
  }

  private static byte[] exact(DecodedImage image, Polarity polarity) {
    return new ImageConversion(FORMAT, Fit.EXACT, polarity, null).apply(image);
  }
}
