package dev.residual.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object of a bucket as it arrives. A failure to read it, also a connection that ends early, is
 * a {@link StorageUnavailableException}, and so differs from a failure to write what was read.
 */
final class ObjectStream extends FilterInputStream {

  private final ResponseInputStream<GetObjectResponse> object;
  private final String name;
  private long missing;

  /**
   * @param name what the object is called in messages
   */
  ObjectStream(ResponseInputStream<GetObjectResponse> object, String name) {
    super(object);
    this.object = object;
    this.name = name;
    missing = object.response().contentLength();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = super.read(target, offset, length);
    } catch (IOException | SdkException e) {
      throw new StorageUnavailableException(
          name + " could not be read to its end: " + e.getMessage(), e);
    }
    missing -= Math.max(0, read);
    if (read < 0 && missing > 0) {
      throw new StorageUnavailableException(
          name + " could not be read to its end: " + missing + " bytes are missing");
    }
    return read;
  }

  /** Ends the transfer, because closing the object would read the rest of it first. */
  @Override
  public void close() {
    object.abort();
  }
}
