package dev.residual.onednn;

/** Creates oneDNN streams, one for each concurrent computation. */
final class Streams {

  private static final int IN_ORDER = 1;

  private Streams() {}

  static long open(NativeScope owner) {
    return owner.own(
        Status.create(
            "to create a stream", out -> Dnnl.streamCreate(out, OneDnn.engine(), IN_ORDER)),
        Dnnl::streamDestroy);
  }
}
