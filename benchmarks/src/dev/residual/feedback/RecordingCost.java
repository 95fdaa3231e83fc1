package dev.residual.feedback;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/**
 * Measures the processor time that a recorded prediction takes: of the thread of the request, and of
 * the thread that writes to an embedded database. Processor time depends little on what else the
 * machine does.
 */
final class RecordingCost {

  private static final int BATCH = 1_000;
  private static final int WARMUP = 30;
  private static final int ROUNDS = 60;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RecordingCost() {}

  public static void main(String[] arguments) throws Exception {
    measure("no images", KeptImages.NONE, ImageFormat.gray(28, 28));
    measure("all images, 28x28, gray", KeptImages.ALL, ImageFormat.gray(28, 28));
    measure("all images, 256x341, color", KeptImages.ALL, new ImageFormat(3, 256, 341));
  }

  private static void measure(String name, KeptImages kept, ImageFormat format) throws Exception {
    Path folder = Files.createTempDirectory("recording");
    String url = "jdbc:h2:file:" + folder.resolve("test") + ";WRITE_DELAY=0";
    JdbcConnectionPool database = JdbcConnectionPool.create(url, "sa", "");
    try (Connection connection = database.getConnection()) {
      ScriptUtils.executeSqlScript(
          connection, new ClassPathResource("db/migration/h2/" + script()));
    }
    boolean large = format.bytes() > 10_000;
    int batch = large ? BATCH / 100 : BATCH;
    List<InputImage> images = images(format, batch);
    FeedbackSettings settings = settings(kept);
    FeedbackMetrics meters = new FeedbackMetrics(new SimpleMeterRegistry());
    PredictionBuffer buffer = new PredictionBuffer(settings, meters);
    PredictionLog log = new PredictionLog(settings, buffer, Clock.systemUTC());
    PredictionWriter writer = writer(database, settings, meters, buffer);
    List<float[]> probabilities = Collections.nCopies(batch, new float[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
    UUID model = UUID.randomUUID();
    List<Double> record = new ArrayList<>();
    List<Double> write = new ArrayList<>();
    for (int round = 0; round < WARMUP + ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      log.record(model, probabilities, images);
      long recorded = THREADS.getCurrentThreadCpuTime();
      writer.flushQuietly();
      long written = THREADS.getCurrentThreadCpuTime();
      if (round >= WARMUP) {
        record.add((recorded - start) / 1e3 / batch);
        write.add((written - recorded) / 1e3 / batch);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: request %s us, writer %s us an image%n",
        name,
        shown(record),
        shown(write));
    database.dispose();
  }

  private static String script() throws Exception {
    Path folder = new ClassPathResource("db/migration/h2").getFile().toPath();
    try (var files = Files.list(folder)) {
      return files.findFirst().orElseThrow().getFileName().toString();
    }
  }

  /** Returns a gradient with noise, which is harder to compress than most images. */
  private static List<InputImage> images(ImageFormat format, int count) {
    Random random = new Random(1);
    List<InputImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[format.bytes()];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (byte) (200L * j / pixels.length + random.nextInt(16));
      }
      images.add(new InputImage(format, pixels, 1));
    }
    return images;
  }

  private static FeedbackSettings settings(KeptImages kept) {
    return new FeedbackSettings(
        true,
        1,
        Duration.ofDays(90),
        1_000_000,
        kept,
        Duration.ofDays(1),
        DataSize.ofGigabytes(1),
        10_000,
        DataSize.ofMegabytes(64),
        Duration.ofSeconds(1));
  }

  private static PredictionWriter writer(
      DataSource database,
      FeedbackSettings settings,
      FeedbackMetrics meters,
      PredictionBuffer buffer) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    JdbcClient client = JdbcClient.create(jdbc);
    Predictions predictions = new Predictions(jdbc, client);
    PredictionImages images = new PredictionImages(jdbc, client);
    return new PredictionWriter(
        buffer,
        predictions,
        images,
        new FeedbackCleaner(predictions, images, settings, Clock.systemUTC()),
        meters,
        settings,
        new TransactionTemplate(new JdbcTransactionManager(database)));
  }

  private static String shown(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.1f (%.1f to %.1f)",
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() / 10),
        sorted.get(sorted.size() * 9 / 10));
  }
}
