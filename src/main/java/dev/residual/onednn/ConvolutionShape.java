package dev.residual.onednn;

import java.util.Locale;

/**
 * The sizes of a convolution.
 *
 * @param in number of channels of the input
 * @param out number of channels of the output
 */
record ConvolutionShape(int in, int out, Axis rows, Axis columns) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%dx%d with stride %d from %d to %d channels, on %dx%d pixels",
        rows.taps(),
        columns.taps(),
        rows.stride(),
        in,
        out,
        rows.size(),
        columns.size());
  }

  MapSize input(int images) {
    return new MapSize(images, in, rows.size(), columns.size());
  }

  MapSize output(int images) {
    return new MapSize(images, out, rows.outputs(), columns.outputs());
  }
}
