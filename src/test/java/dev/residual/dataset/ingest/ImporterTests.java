package dev.residual.dataset.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.Split;
import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which data set an archive becomes. */
class ImporterTests extends Imports {

  private static byte[] plain(int rgb) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, rgb);
    }
    return png(image);
  }

  private static Map<String, byte[]> shuffled(Map<String, byte[]> files) {
    List<String> paths = new ArrayList<>(files.keySet());
    Collections.shuffle(paths, new Random(1));
    Map<String, byte[]> shuffled = new LinkedHashMap<>();
    paths.forEach(path -> shuffled.put(path, Objects.requireNonNull(files.get(path))));
    return shuffled;
  }

  @Test
  void sameImagesGiveTheSameDigestInEveryLayoutAndArchive() throws IOException {
    List<String> digests = new ArrayList<>();
    for (LayoutKind kind : List.of(LayoutKind.IDX, LayoutKind.CSV, LayoutKind.SPLIT_FOLDERS)) {
      Map<String, byte[]> files = layout(kind);
      for (Map<String, byte[]> order : List.of(files, shuffled(files))) {
        digests.add(pack(TestArchives.zip(temp, order), ImportOptions.NONE).manifest().digest());
        digests.add(pack(TestArchives.tarGz(temp, order), ImportOptions.NONE).manifest().digest());
      }
    }
    assertThat(digests).hasSize(12).containsOnly(digests.get(0));
  }

  @Test
  void ownSplitDoesNotDependOnTheArchive() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      files.put("set/" + i % 2 + "/" + i + ".png", png(noise(i), SIZE, SIZE));
    }
    Pack pack = pack(TestArchives.zip(temp, files), ImportOptions.NONE);
    Pack other = pack(TestArchives.tar(temp, shuffled(files)), ImportOptions.NONE);
    assertThat(pack.manifest().counts().test()).containsExactly(4, 4);
    assertThat(other.manifest().digest()).isEqualTo(pack.manifest().digest());
    assertThat(pack(files, "{'split': {'seed': 1}}").manifest().digest())
        .isNotEqualTo(pack.manifest().digest());
  }

  @Test
  void sampleRepackedAsPngsEqualsItsIdxFiles() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[][] pixels = new byte[2][];
    byte[][] labels = new byte[2][];
    for (int part = 0; part < 2; part++) {
      String stem = part == 0 ? "train" : "t10k";
      pixels[part] = sample(stem + "-images-idx3-ubyte.gz", 16);
      labels[part] = sample(stem + "-labels-idx1-ubyte.gz", 8);
      for (int i = 0; i < labels[part].length; i++) {
        String path =
            String.format("%s/%d/%05d.png", part == 0 ? "train" : "test", labels[part][i], i);
        byte[] image = Arrays.copyOfRange(pixels[part], 784 * i, 784 * (i + 1));
        files.put(path, png(image, 28, 28));
      }
    }
    Pack pack = pack(shuffled(files), "{}");

    assertThat(pack.manifest().imageFormat()).isEqualTo(ImageFormat.gray(28, 28));
    for (int part = 0; part < 2; part++) {
      LabeledImages images = pack.images(part == 0 ? Split.TRAIN : Split.TEST);
      assertThat(images.size()).isEqualTo(part == 0 ? 6000 : 1000);
      for (int i = 0; i < images.size(); i++) {
        assertThat(images.label(i)).isEqualTo(labels[part][i]);
        assertThat(images.pixels(i))
            .isEqualTo(Arrays.copyOfRange(pixels[part], 784 * i, 784 * (i + 1)));
      }
    }
  }

  private static byte[] sample(String name, int header) throws IOException {
    try (InputStream in =
            ImporterTests.class.getResourceAsStream("/dataset/fashion-mnist-sample/" + name);
        InputStream plain = new GZIPInputStream(Objects.requireNonNull(in, name))) {
      plain.skipNBytes(header);
      return plain.readAllBytes();
    }
  }

  @Test
  void oneImageInColorMakesAllHaveColor() throws IOException {
    Map<String, byte[]> files = twenty();
    files.put("cat/red.png", plain(0xff0000));
    Pack pack = pack(files, "{}");
    assertThat(pack.manifest().channels()).isEqualTo(3);
    LabeledImages train = pack.images(Split.TRAIN);
    for (int i = 0; i < train.size(); i++) {
      if (!pack.name(Split.TRAIN, i).equals("cat/red.png")) {
        byte[] pixels = train.pixels(i);
        assertThat(pixels[0]).isEqualTo(pixels[1]).isEqualTo(pixels[2]);
      }
    }
    assertThat(pack(files, "{'color': 'gray'}").manifest().channels()).isEqualTo(1);
  }

  @Test
  void tintsAloneMakeNoColor() throws IOException {
    Map<String, byte[]> files = twenty();
    for (int i = 0; i < 2; i++) {
      files.put("cat/tint" + i + ".png", plain(0x646868 + i));
    }
    assertThat(pack(files, "{}").manifest().channels()).isEqualTo(1);
    assertThat(pack(files, "{}").manifest().digest())
        .isEqualTo(pack(files, "{'color': 'gray'}").manifest().digest());
    assertThat(pack(files, "{'color': 'rgb'}").manifest().channels()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot-16.png",
        "boot-rgba.tif",
        "boot-cmyk.tif",
        "boot-exif-6.png",
        "boot-orientation-5.tif",
        "boot-interlaced.gif",
        "boot-24.bmp"
      })
  void contentDecidesAndNotTheName(String name) throws IOException {
    Map<String, byte[]> files = twenty();
    files.put("boot/1.jpg", file("boot.png"));
    files.put("boot/2.jpg", file(name));
    // Equal pixels stay together, so that another image is needed for the test.
    files.put("boot/3.webp", png(noise(99), SIZE, SIZE));
    Pack pack = pack(files, "{'color': 'gray', 'labels': ['boot', 'cat', 'dog']}");
    Split split = pack.manifest().counts().train().get(0) == 2 ? Split.TRAIN : Split.TEST;
    LabeledImages images = pack.images(split);
    List<byte[]> boots = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.label(i) == 0) {
        boots.add(images.pixels(i));
      }
    }
    assertThat(boots).hasSize(2);
    assertThat(boots.get(0)).isEqualTo(boots.get(1));
  }
}
