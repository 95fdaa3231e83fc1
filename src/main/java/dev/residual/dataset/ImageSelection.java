package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.util.Objects;

/** A subset or another order of images. It costs four bytes an image. */
final class ImageSelection implements LabeledImages {

  private final LabeledImages images;
  private final int[] order;

  ImageSelection(LabeledImages images, int[] indices) {
    this.images = images;
    order = indices.clone();
    for (int index : order) {
      Objects.checkIndex(index, images.size());
    }
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public int channels() {
    return images.channels();
  }

  @Override
  public ImageFormat format(int index) {
    return images.format(at(index));
  }

  @Override
  public int label(int index) {
    return images.label(at(index));
  }

  @Override
  public void copyTo(int index, byte[] target, int offset) {
    images.copyTo(at(index), target, offset);
  }

  @Override
  public void prefetch(int index) {
    images.prefetch(at(index));
  }

  /** Returns a view of the same images, so that a selection of a selection is as fast as one. */
  @Override
  public LabeledImages select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = at(indices[i]);
    }
    return new ImageSelection(images, selected);
  }

  private int at(int index) {
    return order[Objects.checkIndex(index, order.length)];
  }
}
