package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.io.Resource;

/**
 * Stores artifacts for all nodes. An artifact is a set of files that appears under its key
 * completely or not at all, and never changes afterwards. An interrupted thread can still read and
 * write, and stays interrupted.
 */
public interface ArtifactStore {

  /** Writes the files of an artifact into the given directory, without subdirectories. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /**
   * How much room there is for artifacts.
   *
   * @param free in bytes
   * @param total size of the disk in bytes
   */
  record Room(long free, long total) {}

  /** Reads from the files of an artifact, which exist until it returns. */
  interface Reading<T> {
    T from(Path directory) throws IOException;
  }

  /**
   * Writes an artifact. If this fails, nothing is left in the store.
   *
   * @param key such as {@code jobs/7/1/model}
   * @throws ArtifactException if it cannot be written, for example because the disk is full or the
   *     key is taken
   * @throws StorageUnavailableException if the store does not answer
   */
  void write(String key, Content content);

  /**
   * Reads an artifact, and returns the result of {@code reading}.
   *
   * @throws ArtifactException if it is missing or damaged
   * @throws StorageUnavailableException if it cannot be read at the moment. The artifact itself may
   *     be fine.
   */
  <T> T read(String key, Reading<T> reading);

  /** Returns whether {@link #read} gives the stored files themselves, where they stay. */
  boolean readsInPlace();

  /**
   * Copies the files of an artifact into a directory that is empty. If this fails, some of them may
   * be in it.
   *
   * @throws ArtifactException if the artifact is missing or damaged
   * @throws StorageUnavailableException if it cannot be read at the moment
   * @throws IOException if the directory cannot be written, for example because the disk is full
   */
  void copy(String key, Path directory) throws IOException;

  /**
   * Returns one file of an artifact as a resource that clients can download.
   *
   * @param bytes the known length of the file
   * @throws ArtifactException if it is missing
   * @throws StorageUnavailableException if the store does not answer
   */
  Resource open(String key, String file, long bytes);

  /**
   * Returns the names of the artifacts and of the folders under a key, or an empty list if there is
   * nothing.
   *
   * @throws StorageUnavailableException if they cannot be listed at the moment
   */
  List<String> list(String key);

  /**
   * Removes an artifact, or a folder with all artifacts in it. It is no error if there is nothing.
   *
   * @throws ArtifactException if it cannot be removed
   */
  void delete(String key);

  /**
   * Removes partial artifacts that killed processes have left in a folder.
   *
   * @throws ArtifactException if they cannot be removed
   */
  void deleteIncomplete(String key);

  /**
   * Returns how much room this node has for an artifact that it writes.
   *
   * @throws StorageUnavailableException if it cannot be read at the moment
   */
  Room room();
}
