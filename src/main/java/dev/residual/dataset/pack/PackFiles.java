package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** Names and opens the files of a pack. */
final class PackFiles {

  static final String INDEX = "index.bin";
  static final String NAMES = "names.txt";
  static final String UNREADABLE = "unreadable.csv";
  static final String REPORT = "report.json";

  /** The files that follow the data files in the manifest, in this order. */
  static final List<String> OTHERS = List.of(INDEX, NAMES, UNREADABLE, REPORT);

  private PackFiles() {}

  /** Returns the name of a data file, counted from 0. */
  static String data(int part) {
    return String.format(Locale.ROOT, "data-%04d.bin", part);
  }

  /**
   * Returns the content of a small file.
   *
   * @throws DatasetException if it is missing
   */
  static byte[] read(Path directory, String name) throws IOException {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    }
  }

  /**
   * Maps a whole file of at most 2 GB to memory, also on an interrupted thread. The mapping is
   * removed by the garbage collector after the last use of the buffer. Until then the file may be
   * deleted, but not shortened: the JVM would throw an {@link InternalError} on the reading thread,
   * at some later instruction.
   *
   * @throws DatasetException if it is missing
   */
  static MappedByteBuffer map(Path directory, String name) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(directory.resolve(name), StandardOpenOption.READ)) {
          return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static DatasetException missing(String name, NoSuchFileException cause) {
    return new DatasetException(name + " is missing", cause);
  }
}
