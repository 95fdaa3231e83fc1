package dev.residual.onednn;

/** The numbers of the arguments of a oneDNN kernel, {@code DNNL_ARG_...} in its C API. */
final class ExecArgument {

  static final int SOURCE = 1;
  static final int TARGET = 17;
  static final int WEIGHTS = 33;
  static final int BIAS = 41;
  static final int SCRATCHPAD = 80;

  private ExecArgument() {}
}
