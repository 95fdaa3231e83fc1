package dev.residual.web.request;

import dev.residual.web.request.SlowClientException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients for which threads wait, because they send no more of a request or take no more of an
 * answer at the moment. There are only so many. One more takes the place of the one whose time ends
 * first, which is the slowest: clients that send or take at least the minimum rate lose none of
 * their time.
 */
final class SlowClients {

  private final TransferSettings settings;
  private final LongSupplier nanoTime;
  private final Set<Wait> waits = new HashSet<>();
  private boolean stopped;

  /**
   * @param nanoTime a time in nanoseconds that is never set
   */
  SlowClients(TransferSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  TransferSettings settings() {
    return settings;
  }

  /** Returns for how many clients threads wait. */
  synchronized int count() {
    return waits.size();
  }

  /**
   * Lets this thread wait for a client. Each wait ends with {@link #end}.
   *
   * @param wake ends the wait of the thread at once; called by any thread
   * @throws SlowClientException if it may not wait
   */
  synchronized Wait begin(Transfer transfer, Runnable wake) throws SlowClientException {
    if (stopped) {
      throw new SlowClientException(Reason.STOPPING);
    }
    long left = transfer.nanosLeft(settings);
    if (left <= 0) {
      throw new SlowClientException(Reason.TOO_SLOW);
    }
    Wait wait = new Wait(transfer, wake, nanoTime.getAsLong(), left);
    if (waits.size() >= settings.maxWaiting()) {
      replaceSlowest(wait);
    }
    waits.add(wait);
    return wait;
  }

  private void replaceSlowest(Wait next) throws SlowClientException {
    Wait slowest = next;
    for (Wait wait : waits) {
      if (wait.deadline - slowest.deadline < 0) {
        slowest = wait;
      }
    }
    if (slowest == next) {
      throw new SlowClientException(Reason.TOO_MANY);
    }
    giveUp(slowest, Reason.TOO_MANY);
  }

  private void giveUp(Wait wait, Reason reason) {
    waits.remove(wait);
    wait.givenUp = reason;
    wait.wake.run();
  }

  /**
   * Ends a wait, whatever its outcome was.
   *
   * @throws SlowClientException if the client was given up meanwhile
   */
  synchronized void end(Wait wait) throws SlowClientException {
    waits.remove(wait);
    wait.transfer.addWait(nanoTime.getAsLong() - wait.begun);
    if (wait.givenUp != null) {
      throw new SlowClientException(wait.givenUp);
    }
  }

  /** Ends all waits, and later ones at once. */
  synchronized void stop() {
    stopped = true;
    for (Wait wait : new ArrayList<>(waits)) {
      giveUp(wait, Reason.STOPPING);
    }
  }

  /** Allows waits again. */
  synchronized void start() {
    stopped = false;
  }

  /** A thread that waits for a client. */
  final class Wait {

    private final Transfer transfer;
    private final Runnable wake;
    private final Thread thread = Thread.currentThread();
    private final long begun;
    private final long deadline;
    private @Nullable Reason givenUp;

    private Wait(Transfer transfer, Runnable wake, long begun, long nanosLeft) {
      this.transfer = transfer;
      this.wake = wake;
      this.begun = begun;
      deadline = begun + nanosLeft;
    }

    boolean isOfThisThread() {
      return Thread.currentThread() == thread;
    }

    /** Returns how much longer the thread may wait, which is at least a millisecond. */
    long millisLeft() {
      return Math.max(1, (deadline - nanoTime.getAsLong()) / 1_000_000);
    }
  }
}
