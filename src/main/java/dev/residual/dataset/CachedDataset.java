package dev.residual.dataset;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Caches a data set, so that it is read once and then shared.
 *
 * <p>The cache uses a soft reference. A training job keeps the data set in memory anyway, and a
 * server that only predicts frees the 55 MB when memory is short. Reading the data set again takes
 * about a second.
 */
final class CachedDataset {

  private final DatasetDefinition definition;
  private final List<DatasetSource> sources;
  private SoftReference<@Nullable Dataset> loaded = new SoftReference<>(null);

  CachedDataset(DatasetDefinition definition, List<? extends DatasetSource> sources) {
    this.definition = definition;
    this.sources = List.copyOf(sources);
  }

  /** Returns the definition of the data set. */
  DatasetDefinition definition() {
    return definition;
  }

  /** Returns the sources that are searched, in order. */
  List<DatasetSource> sources() {
    return sources;
  }

  /** Returns the first source that has all files. */
  Optional<DatasetSource> source() {
    return sources.stream().filter(DatasetSource::holdsAll).findFirst();
  }

  /**
   * Returns the data set, or empty if no source has all files.
   *
   * @throws DatasetException if a file is unreadable, malformed or has another digest
   */
  synchronized Optional<Dataset> load() {
    Dataset dataset = loaded.get();
    if (dataset != null) {
      return Optional.of(dataset);
    }
    Optional<Dataset> read = source().map(source -> DatasetReader.read(definition, source));
    read.ifPresent(fresh -> loaded = new SoftReference<>(fresh));
    return read;
  }
}
