package dev.residual.dataset;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Data sets besides the built-in ones. They are named with a version, as {@code pets@3}, or without
 * one for the newest that is ready.
 */
public interface DatasetCatalog {

  /**
   * Returns the definition of a data set, whose name has the version.
   *
   * @return empty if there is no such data set
   * @throws DatasetNotReadyException if it cannot be used yet; the message says why
   */
  Optional<DatasetDefinition> requireReady(String name);

  /**
   * Checks that a version is still there, and keeps it there until the caller's transaction ends.
   *
   * @return whether this catalog knows it
   * @throws DatasetNotReadyException if it cannot be used
   */
  boolean requireStillReady(String name);

  /**
   * Returns a data set with its images, or empty if there is none of this name.
   *
   * @throws DatasetNotReadyException if it cannot be used yet; the message says why
   * @throws DatasetException if its files are damaged
   */
  Optional<Dataset> load(String name);

  /**
   * Returns the groups of equal images that the report on an import lists, each image by itself.
   *
   * @return empty if there is no data set of this name
   * @throws DatasetNotReadyException if it cannot be used yet; the message says why
   */
  Optional<List<List<LabeledImages>>> equalImages(String name, EqualImagesKind kind);

  /** Returns all versions, newest first. */
  Page<DatasetView> page(int limit, @Nullable Cursor after);

  /** Returns what clients see of a data set, or empty if there is none of this name. */
  Optional<DatasetView> view(String name);

  /** Returns the names of all data sets, without versions. */
  List<String> names();
}
