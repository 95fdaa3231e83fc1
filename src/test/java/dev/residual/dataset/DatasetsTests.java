package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTests {

  @TempDir private Path home;

  private final TinyData data = new TinyData();

  @Test
  void sampleIsAlwaysReady() {
    Dataset sample = datasets().load("fashion-mnist-sample");

    assertThat(sample.name()).isEqualTo("fashion-mnist-sample");
    assertThat(perClass(sample.train())).containsOnly(600);
    assertThat(perClass(sample.test())).containsOnly(100);
    assertThat(sample.train().format(0).height()).isEqualTo(28);
    assertThat(sample.train().format(0).width()).isEqualTo(28);
    assertThat(sample.labels()).hasSize(10).startsWith("T-shirt/top").endsWith("Ankle boot");
    assertThatNoException().isThrownBy(() -> datasets().requireReady("fashion-mnist-sample"));
  }

  @Test
  void searchesDataDirThenSystemThenCache() throws IOException {
    data.writeTo(home.resolve("cache"));
    assertThat(locationOfFull()).isEqualTo(home.resolve("cache").toString());

    data.writeTo(home.resolve("system"));
    assertThat(locationOfFull()).isEqualTo(home.resolve("system").toString());

    data.writeTo(home.resolve("data"));
    assertThat(locationOfFull()).isEqualTo(home.resolve("data").toString());
    assertThat(datasets().load("fashion-mnist").train().size()).isEqualTo(3);
  }

  @Test
  void incompleteFolderIsSkipped() throws IOException {
    data.writeTo(home.resolve("cache"));
    data.writeTo(home.resolve("data"));
    Files.delete(home.resolve("data").resolve(DatasetFile.TEST_LABELS.gzipName()));

    assertThat(locationOfFull()).isEqualTo(home.resolve("cache").toString());
  }

  @Test
  void corruptFileIsReportedNotSkipped() throws IOException {
    data.writeTo(home.resolve("cache"));
    Path corrupt = data.writeTo(home.resolve("data")).resolve(DatasetFile.TEST_IMAGES.gzipName());
    Files.writeString(corrupt, "not an image");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> datasets().load("fashion-mnist"))
        .withMessageContaining(corrupt.toString());
  }

  @Test
  void datasetIsReadOnce() throws IOException {
    data.writeTo(home.resolve("data"));
    Datasets datasets = datasets();

    assertThat(datasets.load("fashion-mnist")).isSameAs(datasets.load("fashion-mnist"));
  }

  @Test
  void missingDatasetHasRemedy() {
    Datasets datasets = datasets();

    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.requireReady("fashion-mnist"))
        .withMessageContaining("Debian package dataset-fashion-mnist")
        .withMessageContaining("residual.dataset.data-dir")
        .withMessageContaining("\"fashion-mnist-sample\"")
        .withMessageContaining("Downloading is switched off");
    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.load("fashion-mnist"));
  }

  @Test
  void unknownNameListsKnownNames() {
    String message = "cifar is not a known data set; known are fashion-mnist, fashion-mnist-sample";

    assertThatExceptionOfType(UnknownDatasetException.class)
        .isThrownBy(() -> datasets().load("cifar"))
        .withMessage(message);
    assertThatExceptionOfType(UnknownDatasetException.class)
        .isThrownBy(() -> datasets().requireReady("cifar"))
        .withMessage(message);
  }

  @Test
  void listReadsNoImages() throws IOException {
    Path folder = data.writeTo(home.resolve("data"));
    for (DatasetFile file : DatasetFile.values()) {
      Files.writeString(folder.resolve(file.gzipName()), "not read");
    }

    assertThat(datasets().page(20, null).items())
        .extracting(DatasetView::name, DatasetView::ready, DatasetView::trainSize)
        .containsExactly(
            tuple("fashion-mnist", true, 3), tuple("fashion-mnist-sample", true, 6000));
  }

  private String locationOfFull() {
    return datasets().page(20, null).items().get(0).location();
  }

  private static int[] perClass(LabeledImages images) {
    int[] counts = new int[10];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }

  private Datasets datasets() {
    DatasetSettings settings =
        new DatasetSettings(
            home.resolve("data"),
            home.resolve("cache"),
            false,
            URI.create("http://localhost/"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    FolderSource system = new FolderSource(home.resolve("system"));
    return new Datasets(
        settings, () -> null, data.definition(), system, Runnable::run, Clock.systemUTC());
  }
}
