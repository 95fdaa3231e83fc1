package dev.residual.onednn;

/** Orders of execution, one for each that computes at a time. */
final class Streams {

  private static final int IN_ORDER = 1;

  private Streams() {}

  static long open(NativeScope owner) {
    return owner.own(
        Status.made("a stream", out -> Dnnl.streamCreate(out, OneDnn.engine(), IN_ORDER)),
        Dnnl::streamDestroy);
  }
}
