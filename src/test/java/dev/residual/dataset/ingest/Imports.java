package dev.residual.dataset.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Imports folders and archives of a few images. */
abstract class Imports {

  static final ImportObserver SILENT = (phase, done, total) -> {};
  static final int SIZE = 6;

  @TempDir Path temp;

  Path scratch;
  Path packs;

  @BeforeEach
  void folders() throws IOException {
    scratch = Files.createDirectory(temp.resolve("scratch"));
    packs = Files.createDirectory(temp.resolve("packs"));
  }

  Pack pack(Path file, ImportOptions options) throws IOException {
    Path directory = Files.createTempDirectory(packs, "pack");
    try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
      PackManifest manifest = Importer.run(archive, options, directory, scratch, SILENT);
      assertThat(scratch).isEmptyDirectory();
      Pack pack = Pack.open(directory, true);
      assertThat(pack.manifest()).isEqualTo(manifest);
      return pack;
    }
  }

  Pack pack(Map<String, byte[]> files, String json) throws IOException {
    return pack(TestArchives.zip(temp, files), options(json));
  }

  static ImportOptions options(String json) {
    return OptionsFile.parse(json.replace('\'', '"').getBytes(UTF_8));
  }

  static byte[] png(byte[] gray, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, gray);
    return png(image);
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file.toByteArray();
  }

  static byte[] noise(long seed) {
    byte[] pixels = new byte[SIZE * SIZE];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  static byte[] idx(int images, byte[]... values) {
    ByteBuffer file =
        ByteBuffer.allocate(images > 0 ? 16 + images * SIZE * SIZE : 8 + values.length);
    if (images > 0) {
      file.putInt(2051).putInt(images).putInt(SIZE).putInt(SIZE);
    } else {
      file.putInt(2049).putInt(values.length);
    }
    for (byte[] value : values) {
      file.put(value);
    }
    return file.array();
  }

  /** Returns the same 24 training and 12 test images of two classes in a layout. */
  static Map<String, byte[]> layout(LayoutKind kind) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    StringBuilder csv = new StringBuilder("split,file_name,label\n");
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? 24 : 12;
      byte[][] images = new byte[count][];
      byte[][] labels = new byte[count][];
      for (int i = 0; i < count; i++) {
        images[i] = noise(count + 100L * i);
        labels[i] = new byte[] {(byte) (i % 2)};
        byte[] png = png(images[i], SIZE, SIZE);
        if (kind == LayoutKind.SPLIT_FOLDERS) {
          files.put(split + "/" + i % 2 + "/" + i + ".png", png);
        } else if (kind == LayoutKind.CSV) {
          files.put("all/" + split + "/" + i + ".jpg", png);
          csv.append(split + ",all/" + split + "/" + i + ".jpg," + i % 2 + "\n");
        }
      }
      if (kind == LayoutKind.IDX) {
        String stem = split.equals("train") ? "train" : "t10k";
        files.put(stem + "-images-idx3-ubyte", idx(count, images));
        files.put(stem + "-labels-idx1-ubyte", idx(0, labels));
      }
    }
    if (kind == LayoutKind.CSV) {
      files.put("manifest.csv", csv.toString().getBytes(UTF_8));
    }
    return files;
  }

  /** Returns ten gray images in each of two classes. */
  static Map<String, byte[]> twenty() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      files.put((i < 10 ? "cat/" : "dog/") + i + ".png", png(noise(i), SIZE, SIZE));
    }
    return files;
  }

  static byte[] file(String name) throws IOException {
    try (InputStream in = ImageFormat.class.getResourceAsStream("files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
