package dev.residual.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.dataset.ingest.Importer;
import dev.residual.dataset.pack.Pack;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import tools.jackson.databind.json.JsonMapper;

/** Files of photos and drawings, as people send them. */
final class OriginalFiles {

  /**
   * A file.
   *
   * @param name its name; the names are in the order of the files
   */
  record Original(String name, byte[] content) {}

  private OriginalFiles() {}

  /** Returns files that are small, large, wide, tall, turned, gray and transparent. */
  static List<Original> all() {
    List<Original> files = new ArrayList<>();
    add(files, "png", encoded("png", shapes(20, 14, BufferedImage.TYPE_INT_RGB)));
    add(files, "png", encoded("png", shapes(700, 500, BufferedImage.TYPE_INT_RGB)));
    add(files, "jpg", encoded("jpeg", shapes(640, 480, BufferedImage.TYPE_INT_RGB)));
    add(files, "jpg", encoded("jpeg", shapes(500, 90, BufferedImage.TYPE_INT_RGB)));
    add(files, "jpg", encoded("jpeg", shapes(70, 333, BufferedImage.TYPE_INT_RGB)));
    for (int orientation = 2; orientation <= 8; orientation++) {
      byte[] jpeg = encoded("jpeg", shapes(150 + orientation, 97, BufferedImage.TYPE_INT_RGB));
      add(files, "jpg", turned(jpeg, orientation));
    }
    add(files, "png", encoded("png", shapes(90, 80, BufferedImage.TYPE_BYTE_GRAY)));
    add(files, "jpg", encoded("jpeg", shapes(180, 80, BufferedImage.TYPE_BYTE_GRAY)));
    add(files, "png", encoded("png", shapes(120, 130, BufferedImage.TYPE_INT_ARGB)));
    add(files, "gif", encoded("gif", shapes(64, 65, BufferedImage.TYPE_BYTE_INDEXED)));
    add(files, "bmp", encoded("bmp", shapes(65, 64, BufferedImage.TYPE_INT_RGB)));
    add(files, "png", encoded("png", shapes(2400, 1800, BufferedImage.TYPE_INT_RGB)));
    return files;
  }

  private static void add(List<Original> files, String ending, byte[] content) {
    files.add(new Original("%02d.%s".formatted(files.size(), ending), content));
  }

  /** Imports the files as a test set. */
  static Pack imported(
      List<Original> files, String color, String orientation, int storedSize, Path temp)
      throws IOException {
    Path folder = temp.resolve("files");
    for (int i = 0; i < files.size(); i++) {
      for (String split : List.of("train", "test")) {
        Path label = Files.createDirectories(folder.resolve(split).resolve("label " + i % 5));
        Files.write(label.resolve(files.get(i).name()), files.get(i).content());
      }
    }
    ImportOptions options =
        new JsonMapper()
            .readValue(
                """
                {"color": "%s", "orientation": "%s", "storedSize": %d}
                """
                    .formatted(color, orientation, storedSize),
                ImportOptions.class);
    Path pack = Files.createDirectory(temp.resolve("pack"));
    Path scratch = Files.createDirectory(temp.resolve("scratch"));
    try (Archive archive = Archives.open(folder, ArchiveLimits.DEFAULTS)) {
      Importer.run(archive, options, pack, scratch, (phase, done, total) -> {});
    }
    return Pack.open(pack, true);
  }

  static BufferedImage shapes(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    if (image.getColorModel().hasAlpha()) {
      graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.7f));
    }
    graphics.setColor(new Color(30, 120, 200));
    graphics.fillRect(width / 10, height / 8, width / 2, height / 3);
    graphics.setColor(new Color(250, 90, 10));
    graphics.fillOval(width / 3, height / 4, width / 2, height / 2);
    graphics.setColor(new Color(200, 220, 90));
    for (int i = 0; i < width; i += 7) {
      graphics.drawLine(i, 0, width - i, height);
    }
    graphics.dispose();
    return image;
  }

  static byte[] encoded(String format, BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file.toByteArray();
  }

  /** Returns a JPEG with an EXIF segment that gives its orientation. */
  private static byte[] turned(byte[] jpeg, int orientation) {
    byte[] exif =
        ByteBuffer.allocate(36)
            .putShort((short) 0xffe1)
            .putShort((short) 34)
            .put("Exif\0\0MM".getBytes(UTF_8))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 1)
            .putShort((short) 0x112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) orientation)
            .putShort((short) 0)
            .putInt(0)
            .array();
    return ByteBuffer.allocate(jpeg.length + exif.length)
        .put(jpeg, 0, 2)
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
