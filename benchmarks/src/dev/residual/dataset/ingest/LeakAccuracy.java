package dev.residual.dataset.ingest;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.report.ImportReport;
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
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Plants copies of training images in the test images of Fashion-MNIST, and counts which of them
 * the report on an import finds: 100 equal ones, 50 in the training with another label, and as many
 * as wanted that are JPEGs of a quality of 75 to 90, 1 or 2 pixels larger or smaller on each side,
 * and up to 3 levels darker or brighter.
 *
 * <p>Arguments: the folder of the gzipped IDX files, a seed, and the number of JPEGs.
 */
public final class LeakAccuracy {

  private static final int SIZE = 28;
  private static final int TRAINING = 60_000;
  private static final int TEST = 10_000;
  private static final int EQUAL = 100;
  private static final int CONFLICTS = 50;

  private final Path data;
  private final Random random;
  private final int jpegs;

  private LeakAccuracy(Path data, long seed, int jpegs) {
    this.data = data;
    this.random = new Random(seed);
    this.jpegs = jpegs;
  }

  public static void main(String[] arguments) throws IOException {
    new LeakAccuracy(
            Path.of(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]))
        .run();
  }

  private void run() throws IOException {
    ImportReport clean = report(false);
    ImportReport planted = report(true);
    int natural = clean.nearLeaks().pairs();
    System.out.printf(
        Locale.ROOT,
        "of itself: %d leaks, %d conflicts, %d of %d test images are near leaks%n",
        clean.leaks().groups(),
        clean.conflicts().groups(),
        natural,
        TEST);
    System.out.printf(
        Locale.ROOT,
        "planted: %d of %d leaks, %d of %d conflicts, %d of %d near leaks found%n",
        planted.leaks().groups() - clean.leaks().groups(),
        EQUAL,
        planted.conflicts().groups() - clean.conflicts().groups(),
        CONFLICTS,
        planted.nearLeaks().pairs() - natural,
        jpegs);
  }

  private ImportReport report(boolean plant) throws IOException {
    Path folder = Files.createTempDirectory("leaks");
    Path file = folder.resolve("data.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      add(zip, "train", "train", TRAINING, plant);
      add(zip, "test", "t10k", TEST, false);
    }
    Path pack = Files.createDirectory(folder.resolve("pack"));
    try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
      Importer.run(archive, ImportOptions.NONE, pack, folder, (phase, done, total) -> {});
    }
    Files.delete(file);
    return ImportReport.parse(Pack.open(pack, false).report());
  }

  private void add(ZipOutputStream zip, String split, String idx, int count, boolean plant)
      throws IOException {
    byte[] images = read(idx + "-images-idx3-ubyte.gz", 16);
    byte[] labels = read(idx + "-labels-idx1-ubyte.gz", 8);
    int pixels = SIZE * SIZE;
    for (int i = 0; i < count; i++) {
      byte[] image = Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels);
      put(zip, split, labels[i], i + ".png", png(image));
    }
    int[] chosen =
        plant
            ? random.ints(0, count).distinct().limit(EQUAL + CONFLICTS + jpegs).toArray()
            : new int[0];
    for (int i = 0; i < chosen.length; i++) {
      byte[] image = Arrays.copyOfRange(images, chosen[i] * pixels, (chosen[i] + 1) * pixels);
      int label = labels[chosen[i]];
      if (i < EQUAL) {
        put(zip, "test", label, "equal-" + i + ".png", png(image));
      } else if (i < EQUAL + CONFLICTS) {
        put(zip, "train", (label + 1) % 10, "conflict-" + i + ".png", png(image));
      } else {
        put(zip, "test", label, "near-" + i + ".jpg", jpeg(image));
      }
    }
  }

  private byte[] read(String name, int header) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(data.resolve(name)))) {
      in.skipNBytes(header);
      return in.readAllBytes();
    }
  }

  private static void put(ZipOutputStream zip, String split, int label, String name, byte[] file)
      throws IOException {
    zip.putNextEntry(new ZipEntry(split + "/" + label + "/" + name));
    zip.write(file);
  }

  private static BufferedImage image(byte[] pixels) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIZE, SIZE, pixels);
    return image;
  }

  private static byte[] png(byte[] pixels) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image(pixels), "png", file);
    return file.toByteArray();
  }

  private int changed() {
    return SIZE + (1 + random.nextInt(2)) * (random.nextBoolean() ? 1 : -1);
  }

  private byte[] jpeg(byte[] pixels) throws IOException {
    int width = changed();
    int height = random.nextBoolean() ? width : changed();
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = copy.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image(pixels), 0, 0, width, height, null);
    graphics.dispose();
    int brighter = random.nextInt(7) - 3;
    byte[] values = ((DataBufferByte) copy.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.max(0, Math.min(255, (values[i] & 0xff) + brighter));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality((75 + random.nextInt(16)) / 100f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(copy, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }
}
