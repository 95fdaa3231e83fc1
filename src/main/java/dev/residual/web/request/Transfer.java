package dev.residual.web.request;

/** How much a client has sent and taken of one request, and how long threads waited for it. */
final class Transfer {

  private long bytes;
  private long waitedNanos;

  /** Begins the next request of the same client. */
  void restart() {
    bytes = 0;
    waitedNanos = 0;
  }

  void addBytes(int count) {
    bytes += count;
  }

  void addWait(long nanos) {
    waitedNanos += nanos;
  }

  /** Returns how much longer threads may wait, in nanoseconds. It is negative if that is over. */
  long nanosLeft(TransferSettings settings) {
    return settings.nanos(bytes) - waitedNanos;
  }
}
