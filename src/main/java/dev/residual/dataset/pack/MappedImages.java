package dev.residual.dataset.pack;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import java.util.List;
import java.util.Objects;

/** Consecutive images of a pack, in files that are mapped to memory. */
final class MappedImages implements LabeledImages {

  private final List<DataFile> data;
  private final PackIndex index;
  private final int channels;
  private final int first;
  private final int size;

  /**
   * @param data the data files
   * @param first index in the pack of the first image
   * @param size number of images
   */
  MappedImages(List<DataFile> data, PackIndex index, int channels, int first, int size) {
    this.data = data;
    this.index = index;
    this.channels = channels;
    this.first = first;
    this.size = size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public ImageFormat format(int i) {
    return index.format(at(i));
  }

  @Override
  public int label(int i) {
    return index.label(at(i));
  }

  @Override
  public void copyTo(int i, byte[] target, int offset) {
    int image = at(i);
    data.get(index.part(image))
        .copyTo(index.offset(image), target, offset, index.format(image).bytes());
  }

  @Override
  public void prefetch(int i) {
    int image = at(i);
    data.get(index.part(image)).prefetch(index.offset(image), index.format(image).bytes());
  }

  private int at(int i) {
    return first + Objects.checkIndex(i, size);
  }
}
