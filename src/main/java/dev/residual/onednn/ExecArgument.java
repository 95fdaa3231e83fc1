package dev.residual.onednn;

/** The numbers that oneDNN gives to what a kernel works on: {@code DNNL_ARG_...}. */
final class ExecArgument {

  static final int SOURCE = 1;
  static final int TARGET = 17;
  static final int WEIGHTS = 33;
  static final int BIAS = 41;
  static final int SCRATCH = 80;

  private ExecArgument() {}
}
