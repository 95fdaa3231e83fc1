package dev.residual.webhook.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a host. */
@FunctionalInterface
public interface HostLookup {

  /**
   * Returns all addresses of a host.
   *
   * @throws UnknownHostException if it has none
   */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
