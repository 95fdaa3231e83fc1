package dev.residual.onednn;

/**
 * The sizes of a convolution.
 *
 * @param in number of channels of the input
 * @param out number of channels of the output
 */
record ConvolutionShape(int in, int out, Axis rows, Axis columns) {

  MapSize input(int images) {
    return new MapSize(images, in, rows.size(), columns.size());
  }

  MapSize output(int images) {
    return new MapSize(images, out, rows.outputs(), columns.outputs());
  }
}
