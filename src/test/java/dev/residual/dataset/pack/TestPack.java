package dev.residual.dataset.pack;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.OrientationMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Images to write to a pack. */
public record TestPack(int channels, List<String> labels, List<Image> images) {

  static final byte[] UNREADABLE = "file\n".getBytes(StandardCharsets.UTF_8);
  static final byte[] REPORT = "{}".getBytes(StandardCharsets.UTF_8);

  public record Image(Split split, int label, ImageFormat format, byte[] pixels, String name) {}

  /** Returns random images of different sizes in all splits, as many of them in each. */
  public static TestPack random(int channels, int perSplit) {
    Random random = new Random(channels);
    List<Image> images = new ArrayList<>();
    for (Split split : Split.values()) {
      for (int i = 0; i < perSplit; i++) {
        ImageFormat format =
            new ImageFormat(channels, 1 + random.nextInt(20), 1 + random.nextInt(20));
        byte[] pixels = new byte[format.bytes()];
        random.nextBytes(pixels);
        images.add(new Image(split, i % 2, format, pixels, "katze/" + split + i + ".png"));
      }
    }
    return new TestPack(channels, List.of("cat", "h\u00fcndchen"), images);
  }

  /** Returns black training images. */
  static TestPack of(ImageFormat... formats) {
    List<Image> images = new ArrayList<>();
    for (ImageFormat format : formats) {
      images.add(new Image(Split.TRAIN, 0, format, new byte[format.bytes()], "black.png"));
    }
    return new TestPack(formats[0].channels(), List.of("cat"), images);
  }

  public TestPack renamed(String name) {
    return new TestPack(
        channels,
        labels,
        images.stream()
            .map(it -> new Image(it.split(), it.label(), it.format(), it.pixels(), name))
            .toList());
  }

  long count(Split split) {
    return images.stream().filter(image -> image.split() == split).count();
  }

  public PackManifest write(Path directory, int maxDataBytes) throws IOException {
    PackHeader header = new PackHeader(labels, channels, 64, OrientationMode.EXIF);
    try (PackWriter writer = new PackWriter(directory, header, maxDataBytes)) {
      for (Image image : images) {
        writer.add(
            image.split(),
            image.label(),
            image.format().height(),
            image.format().width(),
            image.pixels(),
            image.name());
      }
      return writer.finish(UNREADABLE, REPORT);
    }
  }
}
