package dev.residual.dataset.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data file of a pack, which is mapped to memory. It is not read by a channel, which the
 * interrupt of a reading thread would close.
 */
final class DataFile {

  private static final Logger log = LoggerFactory.getLogger(DataFile.class);

  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  private final Path path;
  private final MappedByteBuffer mapped;
  private @Nullable FileChannel channel;

  private DataFile(Path path, MappedByteBuffer mapped) {
    this.path = path;
    this.mapped = mapped;
  }

  /** Maps a data file, see {@link PackFiles#map}. */
  static DataFile map(Path directory, String name) throws IOException {
    return new DataFile(directory.resolve(name), PackFiles.map(directory, name));
  }

  /**
   * Copies bytes of the file.
   *
   * @param from where they begin in the file
   */
  void copyTo(int from, byte[] target, int offset, int length) {
    mapped.get(from, target, offset, length);
  }

  /**
   * Makes the system read bytes of the file into its memory, where the mapping then finds them. For
   * a page that is missing in a mapping, the system would read what is around it too: up to the
   * read-ahead of the disk, which may be megabytes. Here it reads only these bytes. If that fails,
   * the mapping reads them, or says why they cannot be read.
   */
  void prefetch(int from, int length) {
    ByteBuffer scratch = SCRATCH.get();
    if (scratch.capacity() < length) {
      scratch = ByteBuffer.allocateDirect(length);
      SCRATCH.set(scratch);
    }
    try {
      channel().read(scratch.clear().limit(length), from);
    } catch (IOException e) {
      log.debug("{} is read through its mapping only", path, e);
    }
  }

  /**
   * The channel is closed when this object is collected, or when a reading thread is interrupted.
   */
  private synchronized FileChannel channel() throws IOException {
    if (channel == null) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
    return channel;
  }
}
