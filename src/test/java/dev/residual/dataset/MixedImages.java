package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random images, each of its own size. */
public record MixedImages(List<ImageFormat> formats, List<byte[]> images, int classes)
    implements LabeledImages {

  /** Returns an image of each format, with the classes 0, 1, 2, 0 and so on. */
  public static MixedImages random(List<ImageFormat> formats) {
    Random random = new Random(1);
    List<byte[]> images = new ArrayList<>();
    for (ImageFormat format : formats) {
      byte[] image = new byte[format.bytes()];
      random.nextBytes(image);
      images.add(image);
    }
    return new MixedImages(formats, images, 3);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int channels() {
    return formats.get(0).channels();
  }

  @Override
  public ImageFormat format(int index) {
    return formats.get(index);
  }

  @Override
  public int label(int index) {
    return index % classes;
  }

  @Override
  public void copyTo(int index, byte[] target, int offset) {
    byte[] image = images.get(index);
    System.arraycopy(image, 0, target, offset, image.length);
  }
}
