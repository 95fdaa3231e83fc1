package dev.residual;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small images of shapes, in an archive with a folder for each class. */
final class DrawnShapes {

  private static final int SIDE = 28;
  private static final int OF_A_CLASS = 30;

  private DrawnShapes() {}

  /** Writes an archive of circles, bars and frames. */
  static Path zip(Path folder) throws IOException {
    return zip(folder.resolve("shapes.zip"), "circle", "bar", "frame");
  }

  /** Writes an archive with these names of three classes. */
  static Path zip(Path file, String... classes) throws IOException {
    Random random = new Random(1);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int shape = 0; shape < classes.length; shape++) {
        for (int i = 0; i < OF_A_CLASS; i++) {
          zip.putNextEntry(new ZipEntry("shapes/" + classes[shape] + "/" + i + ".png"));
          zip.write(image(shape, random));
          zip.closeEntry();
        }
      }
    }
    return file;
  }

  private static byte[] image(int shape, Random random) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    int level = 150 + random.nextInt(100);
    graphics.setColor(new Color(level, level, level));
    int size = 8 + random.nextInt(8);
    int x = 2 + random.nextInt(SIDE - size - 4);
    int y = 2 + random.nextInt(SIDE - size - 4);
    switch (shape) {
      case 0 -> graphics.fillOval(x, y, size, size);
      case 1 -> graphics.fillRect(x, y, size, 3);
      default -> graphics.drawRect(x, y, size, size);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
