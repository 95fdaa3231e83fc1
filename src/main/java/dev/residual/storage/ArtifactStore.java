package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.io.Resource;

/**
 * A store that all nodes share. An artifact is some files that appear whole under a key or not at
 * all, and never change afterwards. A thread that is interrupted reads and writes all the same, and
 * stays interrupted.
 */
public interface ArtifactStore {

  /** Writes an artifact's files into the directory it is given; it has no directories in it. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /** Reads what it wants of an artifact's files, which are there until it returns. */
  interface Reading<T> {
    T from(Path directory) throws IOException;
  }

  /**
   * @param key such as {@code jobs/7/1/model}
   * @throws ArtifactException if it cannot be written, say because the disk is full, or the key is
   *     taken; nothing is then left
   */
  void write(String key, Content content);

  /**
   * @throws ArtifactException if it is gone, or cannot be read
   * @throws StorageUnavailableException if the store does not answer, which says nothing of the
   *     artifact
   */
  <T> T read(String key, Reading<T> reading);

  /**
   * One file of an artifact, as a client may fetch it.
   *
   * @param bytes how long it is known to be
   * @throws ArtifactException if it is gone
   * @throws StorageUnavailableException if the store does not answer
   */
  Resource open(String key, String file, long bytes);

  /**
   * Names of the artifacts and of the folders of artifacts under a key; none if there is nothing.
   *
   * @throws ArtifactException if they cannot be listed
   */
  List<String> list(String key);

  /**
   * Removes an artifact, or a folder of artifacts with all that is in it.
   *
   * @throws ArtifactException if it cannot be removed
   */
  void delete(String key);

  /**
   * Removes what killed processes have left of artifacts they were writing in a folder.
   *
   * @throws ArtifactException if it cannot be removed
   */
  void removeHalves(String key);
}
