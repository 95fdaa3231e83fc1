package dev.residual.dataset.decode;

import dev.residual.dataset.near.DifferenceHash;
import dev.residual.dataset.near.SmallCopy;
import dev.residual.image.ImageFormat;
import dev.residual.image.StoredImage;
import dev.residual.storage.Sha256;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pixels of decoded images, and the small copies by which they are compared, in a
 * temporary file until their order is known. Images are appended by several threads, and read by
 * one when all are there.
 */
public final class Spool implements Closeable {

  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final OutputStream out;
  private long size;

  // Most images of a data set have the same size.
  private final Map<Object, Object> shared = new ConcurrentHashMap<>();

  // No channel, as the interrupt of a thread that reads from it would close it.
  private @Nullable RandomAccessFile in;

  /**
   * Creates the file.
   *
   * @param scratch a directory
   */
  public Spool(Path scratch) throws IOException {
    file = Files.createTempFile(scratch, "import-", ".spool");
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  /**
   * Appends an image.
   *
   * @param gray the same image in gray, if it may become gray and is not yet
   */
  SpooledImage append(StoredImage image, @Nullable StoredImage gray) throws IOException {
    SpooledImage spooledGray = gray == null ? null : append(gray, null);
    long hash = hash(image);
    SmallCopy copy = SmallCopy.of(image.pixels(), image.format());
    DifferenceHash difference = DifferenceHash.of(copy);
    return new SpooledImage(
        append(image.pixels(), copy.bytes()),
        shared(image.format()),
        hash,
        difference.across(),
        difference.down(),
        image.isColorful(),
        shared(image.original()),
        spooledGray);
  }

  private synchronized long append(byte[] pixels, byte[] copy) throws IOException {
    long offset = size;
    out.write(pixels);
    out.write(copy);
    size += pixels.length + copy.length;
    return offset;
  }

  @SuppressWarnings("unchecked") // an equal object is of the same class
  private <T> T shared(T value) {
    return (T) shared.computeIfAbsent(value, key -> key);
  }

  private static long hash(StoredImage image) {
    ImageFormat format = image.format();
    MessageDigest digest = Sha256.digest();
    digest.update(
        ByteBuffer.allocate(2 * Integer.BYTES + 1)
            .putInt(format.height())
            .putInt(format.width())
            .put((byte) format.channels())
            .array());
    digest.update(image.pixels());
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** Returns the pixels of an image. A gray one has its value in each of the channels. */
  public byte[] pixels(SpooledImage image, int channels) throws IOException {
    byte[] pixels = read(image.offset(), image.format().bytes());
    if (image.format().channels() == channels) {
      return pixels;
    }
    byte[] repeated = new byte[channels * pixels.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = pixels[i / channels];
    }
    return repeated;
  }

  /** Returns the small copy of an image. */
  public SmallCopy copy(SpooledImage image) throws IOException {
    return SmallCopy.of(read(image.offset() + image.format().bytes(), SmallCopy.BYTES));
  }

  private byte[] read(long offset, int length) throws IOException {
    if (in == null) {
      out.flush();
      in = new RandomAccessFile(file.toFile(), "r");
    }
    byte[] bytes = new byte[length];
    in.seek(offset);
    in.readFully(bytes);
    return bytes;
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    try (RandomAccessFile reader = in;
        OutputStream writer = out) {
      // Both are closed, even if one of them fails.
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
