package dev.residual.webhook.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Resolves the hosts of receivers. Every address is checked, and connections are opened only to
 * what was checked, so that a name cannot have another address a moment later.
 */
@Component
class ReceiverAddresses implements DnsResolver, DisposableBean {

  /** The operating system may take long for a name, and its lookup cannot be interrupted. */
  private static final int MAX_LOOKUPS = 32;

  private final HostLookup lookup;
  private final ReceiverSettings settings;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_LOOKUPS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ReceiverAddresses::thread);

  ReceiverAddresses(HostLookup lookup, ReceiverSettings settings) {
    this.lookup = lookup;
    this.settings = settings;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "webhook-lookup");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Returns the addresses of a host.
   *
   * @throws ForbiddenAddressException if one of them is not public, unless the host is allowed
   * @throws UnknownHostException if it has none, or if they are not found in time
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookUp(host);
    if (!settings.allows(host)) {
      for (InetAddress address : addresses) {
        if (!PublicAddresses.contain(address)) {
          throw new ForbiddenAddressException(host, address);
        }
      }
    }
    return addresses;
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    Duration timeout = settings.timeout();
    try {
      Future<InetAddress[]> found = threads.submit(() -> lookup.addresses(host));
      return found.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unknown(host + " has no address", e);
    } catch (TimeoutException e) {
      throw unknown("The addresses of " + host + " were not found in time", e);
    } catch (RejectedExecutionException e) {
      throw unknown("Too many other names are being looked up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("The service is stopping", e);
    }
  }

  private static UnknownHostException unknown(String message, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(message);
    unknown.initCause(cause);
    return unknown;
  }

  /** Returns the name as it is, since no other name of a receiver is ever needed. */
  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
