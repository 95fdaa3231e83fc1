package dev.residual.dataset;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
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
 * The known data sets: {@code fashion-mnist}, looked for in folders and else downloaded, and {@code
 * fashion-mnist-sample}, a part of it that is always here.
 */
@Component
@EnableConfigurationProperties(DatasetSettings.class)
public class Datasets {

  private static final Logger log = LoggerFactory.getLogger(Datasets.class);

  static final FolderSource DEBIAN = new FolderSource(Path.of("/usr/share/datasets/fashion-mnist"));
  private static final ClasspathSource SAMPLE =
      new ClasspathSource("/dataset/fashion-mnist-sample");

  private final Map<String, CachedDataset> byName = new LinkedHashMap<>();
  private final Map<String, BackgroundDownload> downloads = new LinkedHashMap<>();
  private final DatasetSettings settings;

  @Autowired
  Datasets(DatasetSettings settings, ObjectProvider<Clock> clock) {
    this(
        settings,
        DatasetDefinition.FASHION_MNIST,
        DEBIAN,
        Datasets::inBackground,
        clock.getIfUnique(Clock::systemUTC));
  }

  Datasets(
      DatasetSettings settings,
      DatasetDefinition full,
      FolderSource system,
      Executor executor,
      Clock clock) {
    this.settings = settings;
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
      DatasetDownloader site =
          new DatasetDownloader(
              settings.downloadUrl(), settings.connectTimeout(), settings.readTimeout());
      downloads.put(full.name(), new BackgroundDownload(full, site, cache, executor, clock));
    }
  }

  private void add(CachedDataset dataset) {
    byName.put(dataset.known().name(), dataset);
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "dataset-download");
    thread.setDaemon(true); // a stopping server does not wait for it
    thread.start();
  }

  /**
   * The images of a data set, read at the first call and then shared by all callers.
   *
   * @throws UnknownDatasetException if no data set has that name
   * @throws DatasetNotReadyException if its files are not here
   * @throws DatasetException if one of its files is not what it should be
   */
  public Dataset load(String name) {
    CachedDataset dataset = find(name);
    return dataset.load().orElseThrow(() -> notReady(dataset));
  }

  /**
   * Returns the definition of a data set whose files are here. None of them is opened. Where they
   * may be downloaded and are not being so, this starts it.
   *
   * @throws UnknownDatasetException if no data set has that name
   * @throws DatasetNotReadyException if its files are not here; says what to do
   */
  public DatasetDefinition requireReady(String name) {
    CachedDataset dataset = find(name);
    if (dataset.shelf().isEmpty()) {
      throw notReady(dataset);
    }
    return dataset.known();
  }

  /** All known data sets. */
  List<DatasetView> list() {
    return byName.values().stream().map(this::view).toList();
  }

  /** Begins to download what is nowhere, so that the first job finds it. */
  @EventListener(ApplicationReadyEvent.class)
  void downloadMissing() {
    warnOfIncompleteDataDir();
    downloads.forEach(
        (name, download) -> {
          if (find(name).shelf().isEmpty()) {
            download.start();
          }
        });
  }

  private CachedDataset find(String name) {
    CachedDataset dataset = byName.get(name);
    if (dataset == null) {
      throw new UnknownDatasetException(name, byName.keySet());
    }
    return dataset;
  }

  private DatasetNotReadyException notReady(CachedDataset dataset) {
    BackgroundDownload download = downloads.get(dataset.known().name());
    if (download != null) {
      download.start();
    }
    return new DatasetNotReadyException(remedy(dataset));
  }

  private DatasetView view(CachedDataset dataset) {
    DatasetDefinition known = dataset.known();
    Optional<DatasetSource> shelf = dataset.shelf();
    return new DatasetView(
        known.name(),
        shelf.isPresent(),
        shelf.isPresent() ? null : remedy(dataset),
        known.trainSize(),
        known.testSize(),
        known.labels(),
        known.source(),
        shelf.map(DatasetSource::name).orElse(null),
        known.digestsByFileName());
  }

  private String remedy(CachedDataset dataset) {
    String places = String.join(", ", dataset.shelves().stream().map(DatasetSource::name).toList());
    @Nullable BackgroundDownload download = downloads.get(dataset.known().name());
    return """
    The four files of %s are in none of %s. %s To have them at once, install the Debian \
    package dataset-fashion-mnist, or let residual.dataset.data-dir name a folder with \
    train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and \
    t10k-labels-idx1-ubyte.gz, or take data set "%s".\
    """
        .formatted(
            dataset.known().name(),
            places,
            download == null
                ? "Downloading is switched off (residual.dataset.download)."
                : download.state(),
            DatasetDefinition.FASHION_MNIST_SAMPLE.name());
  }

  // Whoever sets it wants it used: going on to the next place is right, doing so silently is not.
  private void warnOfIncompleteDataDir() {
    Path dataDir = settings.dataDir();
    if (dataDir != null && !new FolderSource(dataDir).holdsAll()) {
      log.warn(
          "residual.dataset.data-dir is {}, which has not all of the four files of {};"
              + " they are looked for elsewhere",
          dataDir,
          DatasetDefinition.FASHION_MNIST.name());
    }
  }
}
