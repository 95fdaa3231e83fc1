package dev.residual.dataset.own;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.DatasetCatalog;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.DatasetException;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.DatasetView;
import dev.residual.dataset.EqualImagesKind;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.Pack;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Finds own data sets by name and version, and opens their packs. */
@Component
@Transactional(readOnly = true)
class OwnDatasets implements DatasetCatalog {

  private final DatasetVersions versions;
  private final DatasetViews views;
  private final Packs packs;

  OwnDatasets(DatasetVersions versions, DatasetViews views, Packs packs) {
    this.versions = versions;
    this.views = views;
    this.packs = packs;
  }

  @Override
  public Optional<DatasetDefinition> requireReady(String name) {
    return findReady(name).map(PackDatasets::definition);
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean requireStillReady(String name) {
    DatasetReference reference = DatasetReference.parse(name);
    return versions
        .lock(reference.name(), reference.version())
        .map(OwnDatasets::requireReady)
        .isPresent();
  }

  /** The files are read without a connection of the database, because that may take long. */
  @Override
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  public Optional<Dataset> load(String name) {
    return findReady(name).map(version -> PackDatasets.dataset(version, packs.of(version)));
  }

  /**
   * Returns the pack of a version that is ready.
   *
   * @return empty if there is no such version
   * @throws DatasetNotReadyException if it is not ready
   * @throws DatasetException if it is damaged
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  public Optional<Pack> pack(String name) {
    return findReady(name).map(packs::of);
  }

  @Override
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  public Optional<List<List<LabeledImages>>> equalImages(String name, EqualImagesKind kind) {
    return pack(name).map(pack -> EqualImageGroups.of(pack, kind));
  }

  @Override
  public Page<DatasetView> page(int limit, @Nullable Cursor after) {
    Limit oneMore = Limit.of(limit + 1);
    List<DatasetVersion> read =
        after == null
            ? versions.newest(oneMore)
            : versions.newestBefore(after.createdAt(), after.id(), oneMore);
    return Page.of(
        read, limit, version -> new Cursor(version.createdAt(), version.id()), views::of);
  }

  @Override
  public Optional<DatasetView> view(String name) {
    return find(name).map(views::of);
  }

  @Override
  public List<String> names() {
    return versions.names();
  }

  private Optional<DatasetVersion> findReady(String name) {
    return find(name).map(OwnDatasets::requireReady);
  }

  private static DatasetVersion requireReady(DatasetVersion version) {
    if (version.status() != DatasetStatus.READY) {
      throw new DatasetNotReadyException(DatasetViews.state(version));
    }
    return version;
  }

  /** Returns a version; without a number, the newest that is ready or else the newest. */
  private Optional<DatasetVersion> find(String name) {
    DatasetReference reference = DatasetReference.parse(name);
    if (reference.hasVersion()) {
      return versions.findByNameAndVersion(reference.name(), reference.version());
    }
    List<DatasetVersion> all = versions.findByNameOrderByVersionDesc(reference.name());
    return all.stream()
        .filter(version -> version.status() == DatasetStatus.READY)
        .findFirst()
        .or(() -> all.stream().findFirst());
  }
}
