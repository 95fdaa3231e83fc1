package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.image.ImageFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabeledImagesTests {

  private final LabeledImages images =
      LabeledImages.of(
          new byte[] {1, 2, 3, 4, (byte) 200, 6}, new byte[] {7, 8, 9}, ImageFormat.gray(1, 2));

  @Test
  void pixelsAreCopied() {
    images.pixels(0)[0] = 99;

    assertThat(images.pixels(0)).containsExactly(1, 2);
  }

  @Test
  void selectionHasTheGivenOrder() {
    LabeledImages selected = images.select(new int[] {2, 0, 2});

    assertThat(selected.size()).isEqualTo(3);
    assertThat(selected.label(0)).isEqualTo(9);
    assertThat(selected.pixels(0)).containsExactly((byte) 200, (byte) 6);
    assertThat(selected.label(1)).isEqualTo(7);
    assertThat(selected.select(new int[] {1}).pixels(0)).containsExactly(1, 2);
  }

  @Test
  void selectionCopiesTheIndices() {
    int[] indices = {2};
    LabeledImages selected = images.select(indices);
    indices[0] = 0;

    assertThat(selected.label(0)).isEqualTo(9);
  }

  @Test
  void indexOutsideSelectionIsRejected() {
    LabeledImages selected = images.select(new int[] {0});

    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> selected.pixels(1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> images.select(new int[] {3}));
  }

  @Test
  void copyStartsAtTheOffset() {
    byte[] target = new byte[4];
    images.copyTo(1, target, 1);

    assertThat(target).containsExactly(0, 3, 4, 0);
  }

  @Test
  void imageOutsideTheArrayIsRejected() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> images.format(3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> images.label(-1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> images.copyTo(3, new byte[2], 0));
  }

  @Test
  void classesMayBeMoreThanAByteCounts() {
    LabeledImages many =
        LabeledImages.of(new byte[3], new int[] {255, 256, 70_000}, ImageFormat.gray(1, 1));

    assertThat(many.label(0)).isEqualTo(255);
    assertThat(many.select(new int[] {2, 1}).label(0)).isEqualTo(70_000);
  }

  @Test
  void bytesAreUnsignedClasses() {
    LabeledImages many =
        LabeledImages.of(new byte[1], new byte[] {(byte) 200}, ImageFormat.gray(1, 1));

    assertThat(many.label(0)).isEqualTo(200);
  }

  @Test
  void selectionKeepsTheSizeOfEachImage() {
    ImageFormat wide = new ImageFormat(3, 2, 5);
    ImageFormat tall = new ImageFormat(3, 4, 1);
    LabeledImages mixed = MixedImages.random(List.of(wide, tall));
    LabeledImages selected = mixed.select(new int[] {1, 0, 1}).select(new int[] {2, 1});

    assertThat(selected.format(0)).isEqualTo(tall);
    assertThat(selected.format(1)).isEqualTo(wide);
    assertThat(selected.channels()).isEqualTo(3);
    assertThat(selected.pixels(0)).isEqualTo(mixed.pixels(1)).hasSize(12);
  }
}
