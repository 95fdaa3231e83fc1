package dev.residual.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes the memory of this process as a file. It works only on Linux. Access to an
 * address that is not mapped, or no longer mapped, throws an {@link IOException}, whereas access
 * through a pointer would end the JVM.
 */
final class ProcessMemory implements AutoCloseable {

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path MEMORY = Path.of("/proc/self/mem");

  /** A line of proc_pid_maps(5): addresses, permissions, offset, device, inode and path. */
  private static final Pattern LINE =
      Pattern.compile("(\\p{XDigit}{1,15})-(\\p{XDigit}{1,15}) (\\S{4}) \\S+ \\S+ \\d+ *(.*)");

  /**
   * The largest range in bytes that can hold variables of a library. A larger range belongs to an
   * allocator.
   */
  private static final long MAX_RANGE_BYTES = 1L << 26;

  /**
   * A range of mapped addresses.
   *
   * @param start first address of the range
   * @param end first address after the range
   */
  record Range(long start, long end) {}

  private final FileChannel memory;

  private ProcessMemory(FileChannel memory) {
    this.memory = memory;
  }

  /**
   * Opens the memory for reading and writing.
   *
   * @throws IOException if the system does not permit it
   */
  static ProcessMemory open() throws IOException {
    return new ProcessMemory(
        FileChannel.open(MEMORY, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Returns the ranges that hold the variables of a library. */
  List<Range> writable(Path library) throws IOException {
    return writable(library, Files.readAllLines(MAPS));
  }

  /**
   * Returns the ranges that hold the variables of a library.
   *
   * @param maps lines of the kernel's list of mappings, in the order of their addresses
   */
  static List<Range> writable(Path library, List<String> maps) {
    List<Range> found = new ArrayList<>();
    long end = 0;
    for (String each : maps) {
      Matcher line = LINE.matcher(each);
      if (!line.matches()) {
        continue;
      }
      Range range = new Range(Long.parseLong(line.group(1), 16), Long.parseLong(line.group(2), 16));
      String path = line.group(4);
      // The mapping of variables that are initially zero has no path, but directly follows another
      // mapping of the library.
      boolean zeros = path.isEmpty() && range.start() == end;
      if (!zeros && !path.equals(library.toString())) {
        continue;
      }
      end = range.end();
      if (line.group(3).equals("rw-p") && range.end() - range.start() <= MAX_RANGE_BYTES) {
        found.add(range);
      }
    }
    return found;
  }

  /**
   * Returns the current contents of a range, in the byte order of the processor.
   *
   * @throws IOException if a part of the range is not mapped
   */
  ByteBuffer read(Range range) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(range.end() - range.start()))
            .order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      if (memory.read(bytes, range.start() + bytes.position()) <= 0) {
        throw new EOFException("The memory ends within " + range);
      }
    }
    return bytes.flip();
  }

  /**
   * Writes a number in the byte order of the processor.
   *
   * @throws IOException if the address is not mapped
   */
  void writeInt(long address, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    bytes.putInt(value).flip();
    if (memory.write(bytes, address) != Integer.BYTES) {
      throw new IOException(
          "The memory could not be written at address " + Long.toHexString(address));
    }
  }

  @Override
  public void close() throws IOException {
    memory.close();
  }
}
