package dev.residual.dataset.pack;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.OrientationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures how long it takes to read 64 random images from a pack and from an array in memory.
 *
 * <p>Arguments: {@code write}, {@code read} or {@code read-array}; a folder; {@code gray} for
 * 1,000,000 images of 28x28 pixels or {@code color} for 10,000 images of 256x256 pixels; and if
 * wanted another number of images. To measure a cold read, drop the page cache between writing and reading.
 */
public final class PackReads {

  private static final int BATCH = 64;
  private static final int ROUNDS = 1000;

  private PackReads() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    boolean gray = arguments[2].equals("gray");
    ImageFormat format = gray ? ImageFormat.gray(28, 28) : new ImageFormat(3, 256, 256);
    int given = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
    int count = given > 0 ? given : gray ? 1_000_000 : 10_000;
    switch (arguments[0]) {
      case "write" -> write(directory, format, count);
      case "read" -> {
        long before = heap();
        long start = System.nanoTime();
        Pack pack = Pack.open(directory, false);
        print("open, ms", (System.nanoTime() - start) / 1e6);
        LabeledImages images = pack.images(Split.TRAIN);
        read(images);
        print("heap, MB", (heap() - before) / 1e6);
        start = System.nanoTime();
        pack.name(Split.TRAIN, images.size() - 1);
        print("first name, ms", (System.nanoTime() - start) / 1e6);
        print("heap with names, MB", (heap() - before) / 1e6);
        start = System.nanoTime();
        Pack.open(directory, true);
        print("verify, s", (System.nanoTime() - start) / 1e9);
        print("images", images.size());
      }
      case "read-array" -> {
        byte[] pixels = new byte[count * format.bytes()];
        new Random(1).nextBytes(pixels);
        read(LabeledImages.of(pixels, new int[count], format));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void write(Path directory, ImageFormat format, int count) throws IOException {
    Files.createDirectories(directory);
    PackHeader header = new PackHeader(List.of("a"), format.channels(), 256, OrientationMode.EXIF);
    byte[] pixels = new byte[format.bytes()];
    new Random(1).nextBytes(pixels);
    long start = System.nanoTime();
    try (PackWriter writer = new PackWriter(directory, header)) {
      for (int i = 0; i < count; i++) {
        pixels[i % pixels.length]++;
        writer.add(
            Split.TRAIN, 0, format.height(), format.width(), pixels, "some/folder/" + i + ".png");
      }
      writer.finish(new byte[0], new byte[0]);
    }
    print("write, MB/s", (double) count * format.bytes() * 1e3 / (System.nanoTime() - start));
  }

  private static void read(LabeledImages images) {
    byte[] target = new byte[images.format(0).bytes()];
    Random random = new Random(7);
    double[] micros = new double[ROUNDS];
    long checksum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        images.copyTo(random.nextInt(images.size()), target, 0);
        checksum += target[i];
      }
      micros[round] = (System.nanoTime() - start) / 1e3;
    }
    print("first batch, us", micros[0]);
    print("first 20 batches, median us", median(Arrays.copyOf(micros, 20)));
    print("last 500 batches, median us", median(Arrays.copyOfRange(micros, 500, ROUNDS)));
    print("checksum", checksum);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String what, double value) {
    System.out.printf(Locale.ROOT, "%s: %.1f%n", what, value);
  }
}
