package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Tests the full data set. It is searched for in the same places as by an installed service, and
 * the tests are skipped if it is missing.
 */
class FullDataTests {

  private Dataset full;

  @BeforeEach
  void load() {
    DatasetSettings settings =
        new Binder(new MapConfigurationPropertySource(Map.of("residual.dataset.download", "false")))
            .bind("residual.dataset", DatasetSettings.class)
            .get();
    try {
      full =
          new Datasets(
                  settings,
                  () -> null,
                  DatasetDefinition.FASHION_MNIST,
                  Datasets.DEBIAN,
                  Runnable::run,
                  Clock.systemUTC())
              .load("fashion-mnist");
    } catch (DatasetNotReadyException e) {
      abort("needs the full data: " + e.getMessage());
    }
  }

  @Test
  void hasThePublishedImageCounts() {
    assertThat(full.train().size()).isEqualTo(60_000);
    assertThat(full.test().size()).isEqualTo(10_000);
    assertThat(ofClass(full.train(), 9)).isEqualTo(6_000);
    assertThat(ofClass(full.test(), 9)).isEqualTo(1_000);
  }

  @Test
  void bundledSampleMatchesSampleMaker() throws IOException {
    ClasspathSource sample = new ClasspathSource("/dataset/fashion-mnist-sample");
    for (Map.Entry<DatasetFile, byte[]> file : SampleMaker.make(full).entrySet()) {
      try (InputStream plain = GzipInput.stream(sample.open(file.getKey()))) {
        assertThat(plain.readAllBytes()).isEqualTo(file.getValue());
      }
    }
  }

  private static long ofClass(LabeledImages images, int label) {
    return IntStream.range(0, images.size()).filter(i -> images.label(i) == label).count();
  }
}
