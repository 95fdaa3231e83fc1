package dev.residual.dataset.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The unpacked bytes of a TAR. The library keeps headers in memory, so their size is bounded. */
final class TarInput extends FilterInputStream {

  private static final int MAX_HEADER = 1 << 20;

  private final InflationBudget budget;
  private long headerLeft = MAX_HEADER;
  private boolean header = true;
  private boolean cutOff;

  TarInput(InputStream in, InflationBudget budget) {
    super(in);
    this.budget = budget;
  }

  /** Allows as many bytes as a header may have, with its extensions. */
  void beginHeader() {
    header = true;
    headerLeft = MAX_HEADER;
  }

  /** Allows as many bytes as the budget has. */
  void beginContent() {
    header = false;
  }

  /** Returns whether the stream has ended within a file, after which the library sees an end. */
  boolean isCutOff() {
    return cutOff;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    cutOff |= value < 0 && !header;
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    cutOff |= read < 0 && !header;
    count(Math.max(read, 0));
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    long skipped = super.skip(length);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) {
    budget.spend(bytes);
    if (header) {
      headerLeft -= bytes;
      if (headerLeft < 0) {
        throw ArchiveException.bomb(
            "a header of the archive has more than %,d bytes, after %,d unpacked ones; make the"
                + " archive again with plain tar",
            MAX_HEADER, budget.spent());
      }
    }
  }
}
