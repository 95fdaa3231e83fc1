package dev.residual.dataset;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data set that is read once and then shared.
 *
 * <p>It is held softly: whoever trains holds it anyway, and a server that only predicts gives the
 * 55 MB back when memory is short; reading them again takes about a second.
 */
final class CachedDataset {

  private final DatasetDefinition known;
  private final List<DatasetSource> shelves;
  private SoftReference<@Nullable Dataset> loaded = new SoftReference<>(null);

  CachedDataset(DatasetDefinition known, List<? extends DatasetSource> shelves) {
    this.known = known;
    this.shelves = List.copyOf(shelves);
  }

  DatasetDefinition known() {
    return known;
  }

  List<DatasetSource> shelves() {
    return shelves;
  }

  /** The first shelf that has all files. */
  Optional<DatasetSource> shelf() {
    return shelves.stream().filter(DatasetSource::holdsAll).findFirst();
  }

  /**
   * The images; nothing if no shelf has all files.
   *
   * @throws DatasetException if a file is not what it should be
   */
  synchronized Optional<Dataset> load() {
    Dataset dataset = loaded.get();
    if (dataset != null) {
      return Optional.of(dataset);
    }
    Optional<Dataset> read = shelf().map(shelf -> DatasetReader.read(known, shelf));
    read.ifPresent(fresh -> loaded = new SoftReference<>(fresh));
    return read;
  }
}
