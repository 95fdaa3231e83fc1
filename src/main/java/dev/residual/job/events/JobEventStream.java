package dev.residual.job.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.residual.access.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event stream of a client that follows a job. No write waits for the client. What the client
 * does not take at once is kept by the web server, and nothing else is written until all of it is
 * taken. A stream therefore keeps at most {@link #MAX_BYTES} in memory, or one larger event.
 *
 * <p>Only the thread that holds the connection's lock uses the response: one that writes, or the
 * web server's while it handles what happens to the connection. A stream that is over has none any
 * more: the web server may already use it for another client.
 */
final class JobEventStream implements WriteListener, AsyncListener {

  /**
   * The maximum number of bytes that are written at once. So many fit into the buffer that Tomcat
   * has for each connection; for more it would allocate another 64 KB.
   */
  static final int MAX_BYTES = 8 << 10;

  /** After this long a comment is sent, so that no client or proxy takes the stream for dead. */
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(15);

  private static final byte[] COMMENT = ":keep-alive\n\n".getBytes(US_ASCII);

  private final UUID job;
  private final @Nullable Caller caller;
  private final Lock lock;
  private final AsyncContext request;
  private final ServletOutputStream out;
  private final Consumer<JobEventStream> whenOver;
  private volatile int last;
  private Instant lastSent;
  private boolean started;
  private boolean unflushed;
  private boolean closed;
  private volatile boolean ended;
  private volatile boolean writable;
  private volatile boolean over;

  /**
   * @param caller the client; null if nobody is asked for a key
   * @param last the number of the last event that the client has
   * @param lock the lock of the client's connection
   * @param request the client's, for which asynchronous processing has started
   * @param whenOver called when the stream is over, perhaps several times
   */
  JobEventStream(
      UUID job,
      @Nullable Caller caller,
      int last,
      Lock lock,
      AsyncContext request,
      ServletOutputStream out,
      Instant now,
      Consumer<JobEventStream> whenOver) {
    this.job = job;
    this.caller = caller;
    this.last = last;
    this.lock = lock;
    this.request = request;
    this.out = out;
    this.whenOver = whenOver;
    lastSent = now;
  }

  /** Sends the headers and a comment as soon as the request's thread returns. */
  void start() {
    request.addListener(this);
    out.setWriteListener(this);
  }

  UUID job() {
    return job;
  }

  @Nullable Caller caller() {
    return caller;
  }

  /** Returns the number of the last event that was written. */
  int last() {
    return last;
  }

  /** Returns whether more may be written: the client has taken everything that was. */
  boolean isWritable() {
    return writable && !ended && !over;
  }

  /** Returns whether events were sent that the client has not taken. */
  boolean isWaiting() {
    return last > 0 && !writable;
  }

  boolean isOver() {
    return over;
  }

  /** Returns whether nothing has been sent for some time. */
  boolean isQuietFor(Duration time, Instant now) {
    return !now.isBefore(lastSent.plus(time));
  }

  boolean needsKeepAlive(Instant now) {
    boolean clockSetBack = now.isBefore(lastSent);
    return clockSetBack || isQuietFor(KEEP_ALIVE_INTERVAL, now);
  }

  /** Writes as many of the next events of a page as are written at once. */
  void write(EventPage page, Instant now) {
    int until = page.lastWithin(last, MAX_BYTES);
    int start = page.start(last + 1);
    write(page.text(), start, page.start(until + 1) - start, until, now);
  }

  void writeKeepAlive(Instant now) {
    write(COMMENT, 0, COMMENT.length, last, now);
  }

  private void write(byte[] bytes, int start, int length, int until, Instant now) {
    lock.lock();
    try {
      if (isWritable()) {
        last = until;
        lastSent = now;
        write(bytes, start, length);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] bytes, int start, int length) {
    if (length == 0) {
      return;
    }
    writable = false;
    try {
      out.write(bytes, start, length);
      unflushed = true;
      flush();
    } catch (IOException e) {
      over(); // The client has gone, and the web server ends its request.
    } catch (RuntimeException e) {
      close(); // The web server has ended the request already.
    }
  }

  /** Goes on until the web server says that it is not ready: from then on it has the response. */
  private void flush() throws IOException {
    if (!out.isReady()) {
      return;
    }
    if (unflushed) {
      unflushed = false;
      out.flush();
      if (!out.isReady()) {
        return;
      }
    }
    writable = true;
  }

  /** Called by the web server at first, and when the client has taken what was written. */
  @Override
  public void onWritePossible() throws IOException {
    if (!started) {
      started = true;
      out.write(COMMENT);
      unflushed = true;
    }
    flush();
    if (ended && writable) {
      close();
    }
  }

  /**
   * Ends the stream once the client has taken what was written. Tomcat forgets a request that is
   * completed earlier, if it then finds that the client has gone.
   */
  void end() {
    lock.lock();
    try {
      ended = true;
      if (writable && !over) {
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends a stream that the web server should have ended, and had no thread to do so. */
  void abandon() {
    lock.lock();
    try {
      if (!over) {
        close();
        over();
      }
    } finally {
      lock.unlock();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      try {
        request.complete();
      } catch (IllegalStateException e) {
        over(); // The web server has ended it already.
      }
    }
  }

  private void over() {
    over = true;
    whenOver.accept(this);
  }

  /** Called by the web server when the client has gone, or has read nothing for too long. */
  @Override
  public void onError(Throwable failure) {
    over();
  }

  @Override
  public void onError(AsyncEvent event) {
    close(); // or the web server would try to send an error page
    over();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    over();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It is started once.
  }
}
