package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class IdxReaderTests {

  @Test
  void readsImages() throws IOException {
    IdxReader.Images images = IdxReader.images("a", file(bytes(1, 2, 3, 4, 5, 6), 2051, 1, 2, 3));

    assertThat(images.count()).isEqualTo(1);
    assertThat(images.rows()).isEqualTo(2);
    assertThat(images.columns()).isEqualTo(3);
    assertThat(images.pixels()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void readsLabels() throws IOException {
    assertThat(IdxReader.labels("a", file(bytes(9, 0), 2049, 2))).containsExactly(9, 0);
  }

  @Test
  void wrongMagicNumberIsRejected() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.images("train-images", file(bytes(9, 0), 2049, 2)))
        .withMessage("train-images: the magic number must be 2051, was 2049");
  }

  @Test
  void tooShortFileIsRejected() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.images("a", file(bytes(1, 2, 3), 2051, 1, 2, 2)))
        .withMessage("a: 1 images of 2x2 need 20 bytes, found 19");
  }

  @Test
  void tooLongFileIsRejected() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.labels("a", file(bytes(1, 2, 3), 2049, 2)))
        .withMessage("a: 2 labels need 10 bytes, found more");
  }

  @Test
  void truncatedHeaderIsRejected() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.images("a", file(bytes(), 2051, 1)))
        .withMessage("a: the file ends before its data does");
  }

  @Test
  void impossibleSizeInHeaderIsRejected() {
    int max = Integer.MAX_VALUE;
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.images("a", file(bytes(1), 2051, max, max, max)))
        .withMessageContaining("more than a file can hold");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.labels("a", file(bytes(1), 2049, -5)))
        .withMessageContaining("more than a file can hold");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxReader.labels("a", file(bytes(1), 2049, max - 8)))
        .withMessage("a: 2147483639 labels need 2147483647 bytes, found 9");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static ByteArrayInputStream file(byte[] values, int... header) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * header.length + values.length);
    for (int number : header) {
      buffer.putInt(number);
    }
    return new ByteArrayInputStream(buffer.put(values).array());
  }
}
