package dev.residual.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Forces files to disk, also on an interrupted thread. When the service stops, its threads are
 * interrupted, and what they then write must not be lost.
 */
final class DurableFiles {

  private DurableFiles() {}

  static void forceFile(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.getFD().sync();
    }
  }

  /** Forces a directory to disk. A rename is on disk only after its directory is. */
  static void forceDirectory(Path directory) throws IOException {
    // Windows cannot open a directory and does not need this.
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (!force(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns false if an interrupt closed the channel. A directory can be opened only as a channel.
   */
  private static boolean force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }

  /** Returns a readable reason, also for exceptions whose message is only a path or missing. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " is missing";
    }
    return e.getMessage() == null
            || (e instanceof FileSystemException file && file.getReason() == null)
        ? e.getClass().getSimpleName() + ": " + e.getMessage()
        : String.valueOf(e.getMessage());
  }
}
