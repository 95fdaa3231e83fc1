package dev.residual.access.limit;

/** A part of what a client may use at the same time. */
public interface Permit extends AutoCloseable {

  /** Gives it back. Only the first call has an effect. */
  @Override
  void close();
}
