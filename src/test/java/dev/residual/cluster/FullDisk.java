package dev.residual.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 on which no file can be written while it is full. */
public final class FullDisk extends FilePathWrapper {

  static final String SCHEME = "fulldisk";

  static volatile boolean full;

  static void register() {
    FilePath.register(new FullDisk());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new File(getBase().open(mode));
  }

  private static final class File extends FileBase {

    private final FileChannel channel;

    private File(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      requireSpace();
      return channel.write(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      requireSpace();
      return channel.write(bytes, position);
    }

    private static void requireSpace() throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return channel.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return channel.read(bytes, position);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public FileChannel truncate(long length) throws IOException {
      channel.truncate(length);
      return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
    }

    @Override
    public java.nio.channels.FileLock tryLock(long position, long length, boolean shared)
        throws IOException {
      return channel.tryLock(position, length, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }
  }
}
