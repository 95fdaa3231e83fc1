package dev.residual.dataset.decode;

import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
import dev.residual.image.StoredImage;
import dev.residual.preprocessing.OrientationMode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decodes files on a thread a core, and appends the images to the spool. Who submits files waits
 * while those that are not decoded yet have too many pixels and bytes together.
 */
public final class DecoderPool implements Closeable {

  private static final int MAX_IN_FLIGHT = 64_000_000;

  /** What a small file counts at least, so that not too many of them wait. */
  private static final int MIN_COST = 64_000;

  private final DecodeOptions options;
  private final Spool spool;
  private final DecodedFiles decoded;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ExecutorService threads;

  /** Starts so many threads. */
  public DecoderPool(DecodeOptions options, Spool spool, DecodedFiles decoded, int threadCount) {
    this.options = options;
    this.spool = spool;
    this.decoded = decoded;
    this.threads =
        Executors.newFixedThreadPool(
            threadCount,
            task -> {
              Thread thread = new Thread(task, "import-decoder");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Decodes the content of a file. */
  public void decode(int file, byte[] content) throws IOException {
    if (content.length == 0) {
      decoded.put(file, Unreadable.EMPTY);
      return;
    }
    try {
      long pixels = ImageDecoder.storedPixels(content);
      submit(file, pixels + content.length, () -> spooled(content));
    } catch (ImageException e) {
      refuse(file, e);
    }
  }

  /** Takes the pixels of a gray image. */
  public void take(int file, byte[] pixels, int height, int width) throws IOException {
    submit(
        file,
        pixels.length,
        () -> spool.append(StoredImage.ofGray(pixels, height, width, options.storedSize()), null));
  }

  private SpooledImage spooled(byte[] content) throws IOException {
    StoredImage image = stored(content, options.color() == ColorMode.GRAY);
    boolean mayBecomeGray =
        options.color() == ColorMode.AUTO && !image.format().isGray() && !image.isColorful();
    // Decoded again, as the brightness in a JPEG is not the one of its rounded colors.
    return spool.append(image, mayBecomeGray ? stored(content, true) : null);
  }

  private StoredImage stored(byte[] content, boolean gray) {
    boolean upright = options.orientation() == OrientationMode.EXIF;
    return ImageDecoder.decodeStored(content, options.storedSize(), upright, gray);
  }

  private interface Decoding {
    SpooledImage run() throws IOException;
  }

  private void submit(int file, long cost, Decoding decoding) throws IOException {
    rethrowFailure();
    int permits = (int) Math.max(MIN_COST, Math.min(cost, MAX_IN_FLIGHT));
    acquire(permits);
    threads.execute(
        () -> {
          try {
            decoded.put(file, decoding.run());
          } catch (ImageException e) {
            refuse(file, e);
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          } finally {
            inFlight.release(permits);
          }
        });
  }

  // Too little memory says nothing about the file. The next attempt may have more.
  private void refuse(int file, ImageException e) {
    if (e.kind() == ImageException.Kind.NO_MEMORY) {
      failure.compareAndSet(null, e);
    } else {
      decoded.put(file, Unreadable.of(e));
    }
  }

  /** Waits until all files are decoded. */
  public void finish() throws IOException {
    acquire(MAX_IN_FLIGHT);
    inFlight.release(MAX_IN_FLIGHT);
    rethrowFailure();
  }

  private void acquire(int permits) throws IOException {
    try {
      inFlight.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the import was interrupted").initCause(e);
    }
  }

  private void rethrowFailure() throws IOException {
    Throwable thrown = failure.get();
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
  }

  /** Ends the threads. What was not decoded yet is not decoded. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        // The spool must not be closed while a thread writes to it.
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
