package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.storage.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Computes a digest of a test set: of the names of its labels, and of the label, format and pixels
 * of each image. Models with the same digest were tested on the same images in the same order,
 * whatever the names and versions of their data sets are.
 */
public final class TestDigest {

  private TestDigest() {}

  /** Returns the SHA-256 in lower-case hexadecimal. */
  public static String of(List<String> names, LabeledImages images) {
    MessageDigest digest = Sha256.digest();
    for (String name : names) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
      digest.update(text);
    }
    for (int i = 0; i < images.size(); i++) {
      ImageFormat format = images.format(i);
      digest.update(
          ByteBuffer.allocate(4 * Integer.BYTES)
              .putInt(images.label(i))
              .putInt(format.channels())
              .putInt(format.height())
              .putInt(format.width())
              .flip());
      digest.update(images.pixels(i));
    }
    return Sha256.hex(digest);
  }
}
