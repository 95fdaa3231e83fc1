package dev.residual.dataset.pack;

import dev.residual.image.ImageFormat;
import dev.residual.storage.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Computes the digest of a pack: SHA-256 of the number of labels (4 bytes) and of each label in
 * UTF-8 after its length (4 bytes); then, for each image, of the split (1 byte), label, height and
 * width (4 bytes each), channels (1 byte) and pixels. All numbers are big-endian. The names of the
 * images do not count, nor does their distribution over data files.
 */
final class PackDigest {

  private static final int HEAD = 1 + 3 * Integer.BYTES + 1;

  private final MessageDigest digest = Sha256.digest();

  PackDigest(List<String> labels) {
    digest.update(bytes(labels.size()));
    for (String label : labels) {
      byte[] name = label.getBytes(StandardCharsets.UTF_8);
      digest.update(bytes(name.length));
      digest.update(name);
    }
  }

  void add(Split split, int label, ImageFormat format, byte[] pixels) {
    digest.update(
        ByteBuffer.allocate(HEAD)
            .put((byte) split.code())
            .putInt(label)
            .putInt(format.height())
            .putInt(format.width())
            .put((byte) format.channels())
            .array());
    digest.update(pixels);
  }

  /** Completes the digest and returns it in lower-case hexadecimal. */
  String value() {
    return Sha256.hex(digest);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }
}
