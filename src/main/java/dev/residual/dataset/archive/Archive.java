package dev.residual.dataset.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The files of a ZIP, a TAR, a gzipped TAR or a folder. */
public interface Archive extends Closeable {

  /**
   * Visits all files in the archive's order, and names what is not visited. This only lists a ZIP
   * or a folder if no content is read, but reads a TAR to its end. It may be called repeatedly and
   * always visits the same files.
   *
   * @throws ArchiveException if the archive as a whole is damaged or exceeds a limit
   * @throws IOException if the archive cannot be read, or from the visitor
   */
  void forEach(Visitor visitor) throws IOException;

  /** Is shown what is in an archive. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Is shown a file. Of several files with the same path only the first is shown.
     *
     * @param content the file's bytes, valid during this call; reading is optional. It throws
     *     {@link FileTooLargeException} if the file exceeds the limit for one file, another {@link
     *     IOException} if this file is damaged, and {@link ArchiveException} if the archive is
     */
    void visit(ArchiveFile file, InputStream content) throws IOException;

    /**
     * Is told of an entry that is not shown.
     *
     * @param path the path for people, not normalized if it is not a valid one
     */
    default void ignore(String path, Ignored reason) {}
  }
}
