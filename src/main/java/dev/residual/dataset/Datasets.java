package dev.residual.dataset;

import dev.residual.web.Cursor;
import dev.residual.web.Link;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Finds and loads data sets. The built-in ones are {@code fashion-mnist}, which is searched for in
 * folders and otherwise downloaded, and {@code fashion-mnist-sample}, a part of it that is bundled
 * with the application. All others are in a {@link DatasetCatalog}.
 */
@Component
@EnableConfigurationProperties(DatasetSettings.class)
public class Datasets {

  /**
   * Published, before the transaction ends, when the import of an own data set is over.
   *
   * @param code why it failed; null if the data set is ready
   * @param message the same for people; null if the data set is ready
   */
  public record ImportFinished(
      String name, int version, @Nullable String code, @Nullable String message) {

    public boolean failed() {
      return code != null;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Datasets.class);

  static final FolderSource DEBIAN = new FolderSource(Path.of("/usr/share/datasets/fashion-mnist"));
  private static final ClasspathSource SAMPLE =
      new ClasspathSource("/dataset/fashion-mnist-sample");

  private final Map<String, CachedDataset> byName = new LinkedHashMap<>();
  private final Map<String, BackgroundDownload> downloads = new LinkedHashMap<>();
  private final DatasetSettings settings;
  private final Supplier<@Nullable DatasetCatalog> catalog;

  @Autowired
  Datasets(
      DatasetSettings settings,
      ObjectProvider<DatasetCatalog> catalog,
      ObjectProvider<Clock> clock) {
    this(
        settings,
        catalog::getIfAvailable,
        DatasetDefinition.FASHION_MNIST,
        DEBIAN,
        Datasets::inBackground,
        clock.getIfUnique(Clock::systemUTC));
  }

  Datasets(
      DatasetSettings settings,
      Supplier<@Nullable DatasetCatalog> catalog,
      DatasetDefinition full,
      FolderSource system,
      Executor executor,
      Clock clock) {
    this.settings = settings;
    this.catalog = catalog;
    FolderSource cache = new FolderSource(settings.cacheDir());
    List<FolderSource> folders = new ArrayList<>();
    if (settings.dataDir() != null) {
      folders.add(new FolderSource(settings.dataDir()));
    }
    folders.add(system);
    folders.add(cache);
    add(new CachedDataset(full, folders));
    add(new CachedDataset(DatasetDefinition.FASHION_MNIST_SAMPLE, List.of(SAMPLE)));
    if (settings.download()) {
      DatasetDownloader downloader =
          new DatasetDownloader(
              settings.downloadUrl(), settings.connectTimeout(), settings.readTimeout());
      downloads.put(full.name(), new BackgroundDownload(full, downloader, cache, executor, clock));
    }
  }

  private void add(CachedDataset dataset) {
    byName.put(dataset.definition().name(), dataset);
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "dataset-download");
    thread.setDaemon(true); // so that the server can stop without waiting for it
    thread.start();
  }

  /**
   * Returns a data set. It is read at the first call and then shared by all callers.
   *
   * @throws UnknownDatasetException if no data set has that name
   * @throws DatasetNotReadyException if files are missing; the message says how to get them
   * @throws DatasetException if a file is unreadable, malformed or has another digest
   */
  public Dataset load(String name) {
    CachedDataset dataset = byName.get(name);
    return dataset == null
        ? own(name, each -> each.load(name))
        : dataset.load().orElseThrow(() -> notReady(dataset));
  }

  /**
   * Returns the definition of a data set whose files are present. No file is opened. If files are
   * missing and downloads are enabled, this starts the download.
   *
   * @param name a name or, of an own data set, a name and a version; the definition's name has the
   *     version
   * @throws UnknownDatasetException if no data set has that name
   * @throws DatasetNotReadyException if files are missing; the message says how to get them
   */
  public DatasetDefinition requireReady(String name) {
    CachedDataset dataset = byName.get(name);
    if (dataset == null) {
      return own(name, each -> each.requireReady(name));
    }
    if (dataset.source().isEmpty()) {
      throw notReady(dataset);
    }
    return dataset.definition();
  }

  /**
   * Checks that a data set is still there, and keeps it there until the caller's transaction ends.
   *
   * @param name the name of a definition
   * @throws UnknownDatasetException if it was deleted
   */
  public void requireStillReady(String name) {
    DatasetCatalog own = catalog.get();
    if (!byName.containsKey(name) && (own == null || !own.requireStillReady(name))) {
      throw unknown(name);
    }
  }

  /** Returns the built-in data sets before the first page of the others. */
  Page<DatasetView> page(int limit, @Nullable Cursor after) {
    DatasetCatalog own = catalog.get();
    Page<DatasetView> page = own == null ? new Page<>(List.of(), null) : own.page(limit, after);
    if (after != null) {
      return page;
    }
    List<DatasetView> items = new ArrayList<>(byName.values().stream().map(this::view).toList());
    items.addAll(page.items());
    return new Page<>(items, page.nextCursor());
  }

  /**
   * Returns what clients see of a data set.
   *
   * @throws UnknownDatasetException if no data set has that name
   */
  DatasetView view(String name) {
    CachedDataset dataset = byName.get(name);
    return dataset == null ? own(name, each -> each.view(name)) : view(dataset);
  }

  /**
   * Returns the groups of equal images that the report on an import lists, each image by itself.
   *
   * @throws Problem (400) if the data set is built in, so that there is no report
   * @throws UnknownDatasetException if no data set has that name
   */
  List<List<LabeledImages>> equalImages(String name, EqualImagesKind kind) {
    if (byName.containsKey(name)) {
      throw Problem.refused("show", "needs the report on an import, but " + name + " is built in");
    }
    return own(name, each -> each.equalImages(name, kind));
  }

  private <T> T own(String name, Function<DatasetCatalog, Optional<T>> read) {
    DatasetCatalog own = catalog.get();
    return (own == null ? Optional.<T>empty() : read.apply(own)).orElseThrow(() -> unknown(name));
  }

  private UnknownDatasetException unknown(String name) {
    List<String> known = new ArrayList<>(byName.keySet());
    DatasetCatalog own = catalog.get();
    if (own != null) {
      known.addAll(own.names());
    }
    return new UnknownDatasetException(name, known);
  }

  /** Starts to download missing data sets at start-up, so that the first job finds them. */
  @EventListener(ApplicationReadyEvent.class)
  void downloadMissing() {
    warnOfIncompleteDataDir();
    downloads.forEach(
        (name, download) -> {
          if (requireKnown(name).source().isEmpty()) {
            download.start();
          }
        });
  }

  private CachedDataset requireKnown(String name) {
    return Objects.requireNonNull(byName.get(name), "downloads are of known data sets");
  }

  private DatasetNotReadyException notReady(CachedDataset dataset) {
    BackgroundDownload download = downloads.get(dataset.definition().name());
    if (download != null) {
      download.start();
    }
    return new DatasetNotReadyException(remedy(dataset));
  }

  private DatasetView view(CachedDataset dataset) {
    DatasetDefinition definition = dataset.definition();
    Optional<DatasetSource> source = dataset.source();
    Link self = new Link("/datasets/" + definition.name());
    return new DatasetView(
        definition.name(),
        null,
        null,
        source.isPresent() ? DatasetStatus.READY : DatasetStatus.MISSING,
        source.isPresent(),
        source.isPresent() ? null : remedy(dataset),
        null,
        null,
        definition.trainSize(),
        definition.validationSize(),
        definition.testSize(),
        definition.labels(),
        definition.format(),
        definition.source(),
        source.map(DatasetSource::name).orElse(null),
        definition.digests(),
        null,
        new DatasetView.Links(
            self, source.isPresent() ? new Link(self.path() + "/images") : null, null));
  }

  private String remedy(CachedDataset dataset) {
    String places = String.join(", ", dataset.sources().stream().map(DatasetSource::name).toList());
    @Nullable BackgroundDownload download = downloads.get(dataset.definition().name());
    return String.format(
        Locale.ROOT,
        """
    The four files of %s were not found in any of these places: %s. %s To have them at once, \
    install the Debian package dataset-fashion-mnist, or set residual.dataset.data-dir to a folder \
    with train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and \
    t10k-labels-idx1-ubyte.gz, or use the data set "%s".\
    """,
        dataset.definition().name(),
        places,
        download == null
            ? "Downloading is switched off (residual.dataset.download)."
            : download.state(),
        DatasetDefinition.FASHION_MNIST_SAMPLE.name());
  }

  // A user who sets the folder expects it to be used. Searching the next place is right, but it
  // must not happen silently.
  private void warnOfIncompleteDataDir() {
    Path dataDir = settings.dataDir();
    if (dataDir != null && !new FolderSource(dataDir).holdsAll()) {
      log.warn(
          "residual.dataset.data-dir is {}, which does not contain all four files of {}."
              + " They are searched for elsewhere.",
          dataDir,
          DatasetDefinition.FASHION_MNIST.name());
    }
  }
}
