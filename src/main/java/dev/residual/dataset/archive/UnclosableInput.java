package dev.residual.dataset.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that its reader cannot close, as others read on. */
final class UnclosableInput extends FilterInputStream {

  UnclosableInput(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return in.read(target, offset, length);
  }

  @Override
  public void close() {
    // Its owner closes it.
  }
}
