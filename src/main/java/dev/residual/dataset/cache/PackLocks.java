package dev.residual.dataset.cache;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The locks of the packs in a folder, against other threads and other processes. Whoever checks,
 * fetches or deletes a pack has its lock. Whoever reads it has pinned it, which others may do too.
 *
 * <p>A lock is a range of bytes of one file. That file is never closed, because a process that
 * closes a file loses all its locks on it; so there is one instance for each folder. All locks of a
 * process that is killed are free.
 */
final class PackLocks {

  private static final String FILE = ".lock";
  private static final int HEX_DIGITS = 15;
  private static final int HEX = 16;

  private static final Map<Path, PackLocks> BY_FOLDER = new ConcurrentHashMap<>();

  private final FileChannel file;
  private final Set<String> locked = new HashSet<>();
  private final Map<String, Pin> pins = new HashMap<>();

  /** The pin of this process on a pack, and how many of its threads need it. */
  private static final class Pin {

    final FileLock lock;
    int users;

    Pin(FileLock lock) {
      this.lock = lock;
    }
  }

  /** The lock on a pack, which is free again once it is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private PackLocks(Path folder) {
    try {
      file =
          FileChannel.open(
              folder.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the locks of a folder, which is created if it is not there. */
  static PackLocks of(Path folder) throws IOException {
    try {
      return BY_FOLDER.computeIfAbsent(
          PrivateFiles.createFolder(folder).toRealPath(), PackLocks::new);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Returns the lock on a pack, or empty if another thread or process has it. */
  synchronized Optional<Held> tryLock(String digest) throws IOException {
    if (locked.contains(digest)) {
      return Optional.empty();
    }
    FileLock lock = tryLock(position(digest), false);
    if (lock == null) {
      return Optional.empty();
    }
    locked.add(digest);
    return Optional.of(() -> unlock(digest, lock));
  }

  private synchronized void unlock(String digest, FileLock lock) {
    locked.remove(digest);
    release(lock);
  }

  /** Pins a pack whose lock the caller has. The pin outlasts the lock. */
  synchronized void pin(String digest) throws IOException {
    Pin pin = pins.get(digest);
    if (pin == null) {
      // Only who has the lock of the pack asks for this range exclusively.
      pin = new Pin(Objects.requireNonNull(tryLock(position(digest) + 1, true), "never refused"));
      pins.put(digest, pin);
    }
    pin.users++;
  }

  synchronized void unpin(String digest) {
    Pin pin = Objects.requireNonNull(pins.get(digest), "it was pinned");
    pin.users--;
    if (pin.users == 0) {
      pins.remove(digest);
      release(pin.lock);
    }
  }

  /** Returns whether any thread or process has pinned a pack whose lock the caller has. */
  synchronized boolean isPinned(String digest) throws IOException {
    if (pins.containsKey(digest)) {
      return true;
    }
    FileLock lock = tryLock(position(digest) + 1, false);
    if (lock == null) {
      return true;
    }
    release(lock);
    return false;
  }

  /** Does not wait, because the interrupt of a waiting thread would close the file. */
  private @Nullable FileLock tryLock(long position, boolean shared) throws IOException {
    return file.tryLock(position, 1, shared);
  }

  private static void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an even number, so that the next one belongs to the same pack. */
  private static long position(String digest) {
    return 2 * Long.parseLong(digest.substring(0, HEX_DIGITS), HEX);
  }
}
