package dev.residual.access.limit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What one upload takes of its client's limit. It is used by one thread. */
public final class StorageUse implements AutoCloseable {

  private final @Nullable StorageAccount account;
  private long reserved;
  private boolean closed;

  /**
   * Creates a use of nothing yet.
   *
   * @param account null if there is no limit
   */
  StorageUse(@Nullable StorageAccount account) {
    this.account = account;
  }

  void reserve(long bytes) {
    if (account != null) {
      account.reserve(bytes);
      reserved += bytes;
    }
  }

  /**
   * Returns the body of the upload. Reading it throws a {@link dev.residual.web.Problem} (507) as
   * soon as it has more bytes than the client may store.
   */
  public InputStream limited(InputStream body) {
    return account == null ? body : new LimitedBody(body);
  }

  @Override
  public void close() {
    if (account != null && !closed) {
      closed = true;
      account.leave(reserved);
    }
  }

  private final class LimitedBody extends FilterInputStream {

    private long received;

    LimitedBody(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      if (value >= 0) {
        count(1);
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    private void count(int more) {
      received += more;
      if (received > reserved) {
        reserve(received - reserved);
      }
    }
  }
}
