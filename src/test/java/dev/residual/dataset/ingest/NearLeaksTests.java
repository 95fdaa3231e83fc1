package dev.residual.dataset.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.report.ImportReport;
import dev.residual.dataset.report.NearLeaks;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearLeaksTests {

  private static final int SIZE = 28;
  private static final int HEADER = 16;

  @TempDir Path temp;

  private static byte[] pixels(String file) throws IOException {
    String path = "/dataset/fashion-mnist-sample/" + file + "-images-idx3-ubyte.gz";
    try (InputStream in = Objects.requireNonNull(NearLeaksTests.class.getResourceAsStream(path))) {
      return new GZIPInputStream(in).readAllBytes();
    }
  }

  private static BufferedImage image(byte[] idx, int number) {
    int start = HEADER + number * SIZE * SIZE;
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    image
        .getRaster()
        .setDataElements(0, 0, SIZE, SIZE, Arrays.copyOfRange(idx, start, start + SIZE * SIZE));
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  /** Returns a JPEG of another size, brightness and quality. */
  private static byte[] encodedAgain(BufferedImage image, int wider, int brighter, float quality)
      throws IOException {
    int size = SIZE + wider;
    BufferedImage copy = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = copy.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, size, size, null);
    graphics.dispose();
    byte[] values = ((DataBufferByte) copy.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.max(0, Math.min(255, (values[i] & 0xff) + brighter));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(copy, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private Pack pack(Map<String, byte[]> files, int threads) throws IOException {
    Path directory = Files.createTempDirectory(temp, "pack");
    try (Archive archive = Archives.open(TestArchives.zip(temp, files), ArchiveLimits.DEFAULTS)) {
      Importer.run(
          archive, ImportOptions.NONE, directory, temp, (phase, done, total) -> {}, threads);
      return Pack.open(directory, true);
    }
  }

  @Test
  void packAndReportAreTheSameWhateverTheNumberOfThreads() throws IOException {
    byte[] train = pixels("train");
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      files.put("train/" + i % 2 + "/" + i + ".png", png(image(train, i)));
      // Several copies of an image, of which the report names one training image each.
      files.put(
          "train/" + i % 2 + "/b" + i + ".jpg", encodedAgain(image(train, i / 3), 0, 1, 0.8f));
      files.put("test/" + i % 2 + "/" + i + ".jpg", encodedAgain(image(train, i), 1, -1, 0.75f));
      files.put("test/" + i % 2 + "/same-as-" + i + ".png", png(image(train, i)));
    }

    Pack single = pack(files, 1);

    assertThat(ImportReport.parse(single.report()).nearLeaks().pairs()).isGreaterThan(50);
    for (int threads : new int[] {2, 8}) {
      Pack pack = pack(files, threads);
      assertThat(new String(pack.report(), UTF_8)).isEqualTo(new String(single.report(), UTF_8));
      assertThat(pack.manifest()).isEqualTo(single.manifest());
    }
  }

  @Test
  void imagesThatWereEncodedAgainAreFoundAndOthersAreNot() throws IOException {
    byte[] train = pixels("train");
    byte[] test = pixels("t10k");
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      files.put("train/" + i % 2 + "/" + i + ".png", png(image(train, i)));
    }
    for (int i = 0; i < 50; i++) {
      files.put("test/" + i % 2 + "/" + i + ".png", png(image(test, i)));
    }
    for (int i = 0; i < 50; i++) {
      files.put(
          "test/" + i % 2 + "/copy-of-" + i + ".jpg",
          encodedAgain(image(train, i), i % 5 - 2, i % 7 - 3, 0.75f + i % 4 * 0.05f));
      files.put("test/" + i % 2 + "/same-as-" + i + ".png", png(image(train, 100 + i)));
    }
    ImportReport report = ImportReport.parse(pack(files, 2).report());
    assertThat(report.leaks().groups()).isEqualTo(50);
    NearLeaks found = report.nearLeaks();
    assertThat(found.pairs()).isBetween(48, 51);
    assertThat(found.first())
        .filteredOn(
            pair ->
                pair.test()
                    .path()
                    .replace("test", "train")
                    .replace("copy-of-", "")
                    .replace("jpg", "png")
                    .equals(pair.training().path()))
        .hasSizeGreaterThanOrEqualTo(48);
  }
}
