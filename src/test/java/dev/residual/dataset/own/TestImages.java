package dev.residual.dataset.own;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Makes the files of small data sets. */
public final class TestImages {

  private static final int SIZE = 12;

  private TestImages() {}

  /** Returns a PNG of random pixels, in which one color is strong. */
  static byte[] png(int color, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      image.setRGB(i % SIZE, i / SIZE, color | random.nextInt(0x40) * 0x010101);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file.toByteArray();
  }

  /** Returns a ZIP with a folder of images for each class. */
  public static byte[] zip(int imagesPerClass, String... classes) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> image : folders(imagesPerClass, classes).entrySet()) {
        zip.putNextEntry(new ZipEntry(image.getKey()));
        zip.write(image.getValue());
      }
    }
    return file.toByteArray();
  }

  /** Returns folders of images, one for each class. */
  static Map<String, byte[]> folders(int imagesPerClass, String... classes) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int label = 0; label < classes.length; label++) {
      for (int i = 0; i < imagesPerClass; i++) {
        files.put(
            "%s/%d.png".formatted(classes[label], i),
            png(0x800000 >> 8 * label, 1000L * label + i));
      }
    }
    return files;
  }
}
