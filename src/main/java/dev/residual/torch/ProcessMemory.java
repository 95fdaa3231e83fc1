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
 * The memory of this process, as a file (Linux). An address that is not mapped, or no longer, is an
 * {@link IOException}; by a pointer it would end the JVM.
 */
final class ProcessMemory implements AutoCloseable {

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path MEMORY = Path.of("/proc/self/mem");

  /** A line of proc_pid_maps(5): addresses, permissions, offset, device, inode and path. */
  private static final Pattern LINE =
      Pattern.compile("(\\p{XDigit}{1,15})-(\\p{XDigit}{1,15}) (\\S{4}) \\S+ \\S+ \\d+ *(.*)");

  /** The variables of a library take less; more belongs to an allocator. */
  private static final long LARGEST = 1L << 26;

  /**
   * Addresses that are mapped.
   *
   * @param end the first that is not
   */
  record Range(long start, long end) {}

  private final FileChannel memory;

  private ProcessMemory(FileChannel memory) {
    this.memory = memory;
  }

  /**
   * @throws IOException if the system does not permit it
   */
  static ProcessMemory open() throws IOException {
    return new ProcessMemory(
        FileChannel.open(MEMORY, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Returns the ranges in which the variables of a library lie. */
  List<Range> writable(Path library) throws IOException {
    return writable(library, Files.readAllLines(MAPS));
  }

  /**
   * Returns the ranges in which the variables of a library lie.
   *
   * @param maps lines of the kernel, in the order of their addresses
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
      // Variables that begin as zeros are in no file, but lie next to those that do not.
      boolean zeros = path.isEmpty() && range.start() == end;
      if (!zeros && !path.equals(library.toString())) {
        continue;
      }
      end = range.end();
      if (line.group(3).equals("rw-p") && range.end() - range.start() <= LARGEST) {
        found.add(range);
      }
    }
    return found;
  }

  /** Returns the present content of a range, in the byte order of the processor. */
  ByteBuffer read(Range range) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(range.end() - range.start()))
            .order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      if (memory.read(bytes, range.start() + bytes.position()) <= 0) {
        throw new EOFException("Memory ends within " + range);
      }
    }
    return bytes.flip();
  }

  void writeInt(long address, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    bytes.putInt(value).flip();
    if (memory.write(bytes, address) != Integer.BYTES) {
      throw new IOException("Memory takes no number at " + Long.toHexString(address));
    }
  }

  @Override
  public void close() throws IOException {
    memory.close();
  }
}
