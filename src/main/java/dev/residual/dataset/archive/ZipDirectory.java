package dev.residual.dataset.archive;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Adds up the central directory of a ZIP before the library reads it, because that keeps about 600
 * bytes in memory for each entry, however many there are.
 */
final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int END64_SIZE = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int BUFFER = 1 << 16;
  private static final long IN_EXTRA_FIELD = 0xffffffffL;
  private static final int EXTRA_FIELD_64 = 1;

  private final FileChannel channel;
  // Asking the system for each of a million entries would take a second.
  private final long archiveSize;
  private final ArchiveLimits limits;
  private final InflationBudget budget;
  private long entries;
  private long empty;
  private long compressed;

  private ZipDirectory(FileChannel channel, ArchiveLimits limits) throws IOException {
    this.channel = channel;
    this.archiveSize = channel.size();
    this.limits = limits;
    this.budget = new InflationBudget(archiveSize, limits);
  }

  /**
   * Checks the number of entries and their sizes.
   *
   * @throws ArchiveException if there is no directory, or too much in it
   */
  static void check(Path file, ArchiveLimits limits) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      new ZipDirectory(channel, limits).check();
    }
  }

  @SuppressWarnings("ByteBufferBackingArray") // of buffers that are made here
  private void check() throws IOException {
    channel.position(directoryStart());
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
    ByteBuffer entry = littleEndian(ENTRY_SIZE);
    ByteBuffer extra = littleEndian(0xffff);
    try {
      while (in.readNBytes(entry.array(), 0, ENTRY_SIZE) == ENTRY_SIZE
          && entry.getInt(0) == ENTRY) {
        in.skipNBytes(Short.toUnsignedInt(entry.getShort(28)));
        extra.limit(Short.toUnsignedInt(entry.getShort(30)));
        in.readFully(extra.array(), 0, extra.limit());
        in.skipNBytes(Short.toUnsignedInt(entry.getShort(32)));
        add(entry, extra);
      }
    } catch (EOFException e) {
      throw ArchiveException.notAnArchive(
          "the directory of the ZIP archive ends within entry %,d; send it again", entries + 1);
    }
    Walk.requireFewIgnored(limits, empty, entries - empty);
  }

  private void add(ByteBuffer entry, ByteBuffer extra) {
    long packed = Integer.toUnsignedLong(entry.getInt(20));
    long size = Integer.toUnsignedLong(entry.getInt(24));
    if (packed == IN_EXTRA_FIELD || size == IN_EXTRA_FIELD) {
      int at = extraField64(extra);
      if (size == IN_EXTRA_FIELD && at >= 0 && at + 8 <= extra.limit()) {
        size = Math.max(0, extra.getLong(at));
        at += 8;
      }
      if (packed == IN_EXTRA_FIELD && at >= 0 && at + 8 <= extra.limit()) {
        packed = Math.max(0, extra.getLong(at));
      }
    }
    entries++;
    empty += size == 0 ? 1 : 0;
    compressed += packed;
    budget.spend(size);
    // A hidden file may stand beside each file, and nothing else in such numbers.
    if (entries > 2L * limits.maxFiles() + limits.maxIgnored()) {
      throw Walk.tooManyFiles(limits, entries / 2);
    }
    if (compressed > archiveSize || compressed < 0) {
      throw ArchiveException.bomb(
          "the first %,d entries claim %,d packed bytes, but the archive has only %,d, so they"
              + " overlap; pack the images again",
          entries, compressed, archiveSize);
    }
  }

  /** Returns where the 64-bit sizes begin among the extra fields, or -1. */
  private static int extraField64(ByteBuffer extra) {
    int at = 0;
    while (at + 4 <= extra.limit()) {
      if (Short.toUnsignedInt(extra.getShort(at)) == EXTRA_FIELD_64) {
        return at + 4;
      }
      at += 4 + Short.toUnsignedInt(extra.getShort(at + 2));
    }
    return -1;
  }

  private long directoryStart() throws IOException {
    int length = (int) Math.min(archiveSize, END_SIZE + MAX_COMMENT);
    long tailStart = archiveSize - length;
    ByteBuffer tail = read(tailStart, length);
    for (int at = length - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        return directoryStart(tail, at, tailStart + at);
      }
    }
    throw ArchiveException.notAnArchive(
        "the ZIP archive is cut off after %,d bytes: its directory, which is at its end, is not"
            + " there; send it again",
        archiveSize);
  }

  private long directoryStart(ByteBuffer tail, int at, long endPosition) throws IOException {
    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
    long end = endPosition;
    if (endPosition >= LOCATOR_SIZE) {
      ByteBuffer locator = read(endPosition - LOCATOR_SIZE, LOCATOR_SIZE);
      if (locator.getInt(0) == LOCATOR) {
        end = locator.getLong(8);
        ByteBuffer end64 = read(end, END64_SIZE);
        size = end64.getLong(40);
        offset = end64.getLong(48);
      }
    }
    // Something that is not part of the archive may stand before it.
    long before = Math.max(0, end - size - offset);
    long start = offset + before;
    if (start < 0 || start > archiveSize) {
      throw ArchiveException.notAnArchive(
          "the directory of the ZIP archive should be at byte %,d, but the archive has %,d; send it"
              + " again",
          start, archiveSize);
    }
    return start;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = littleEndian(length);
    while (buffer.hasRemaining()) {
      if (position < 0 || channel.read(buffer, position + buffer.position()) < 0) {
        throw ArchiveException.notAnArchive(
            "the directory of the ZIP archive is damaged: it points to byte %,d of %,d; send it"
                + " again",
            position, archiveSize);
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
